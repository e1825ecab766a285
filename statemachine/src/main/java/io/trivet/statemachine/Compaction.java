package io.trivet.statemachine;

import io.trivet.statemachine.Change.Kind;
import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Cursor;
import io.trivet.statemachine.Database.Family;

/**
 * Forgets what no readable revision can see. Each change up to the compacted revision made one version invisible from
 * there on, the one it superseded, and a deletion's tombstone says nothing once no older version is left: both go with
 * the change's row. So the cost follows the number of changes. Runs on the apply thread.
 *
 * <p>Memory is bounded by writing in steps. After a crash between two steps the store stands at the last one, before
 * the entry that asked for the compaction, and that entry is applied again from there.
 */
final class Compaction {
    static final long STEP_BYTES = 4 << 20;

    private final Database database;
    private final Progress progress;
    private final long stepBytes;

    /** @param stepBytes how much is written at once at most, give or take a revision */
    Compaction(Database database, Progress progress, long stepBytes) {
        this.database = database;
        this.progress = progress;
        this.stepBytes = stepBytes;
    }

    /**
     * Compacts. Readers learn of the new compacted revision before the first row disappears.
     *
     * @param goal the state to end in; everything but the applied index, the term, the clock and the compacted revision
     *     is as published
     */
    void run(StoreState goal) {
        StoreState start = progress.published();
        progress.publish(start.withCompactedRevision(goal.compactedRevision()));
        Batch batch = database.batch();
        try (Cursor changes = changes(start.compactedRevision(), goal.compactedRevision())) {
            long walked = start.compactedRevision();
            while (changes.hasRow()) {
                byte[] row = changes.key();
                long revision = Keys.changeRevision(row);
                if (revision != walked && batch.bytes() >= stepBytes) {
                    write(batch, start.withCompactedRevision(walked));
                    batch.close();
                    batch = database.batch();
                }
                forget(batch, row, revision, Change.decode(changes.value()));
                walked = revision;
                changes.next();
            }
            write(batch, goal);
        } finally {
            batch.close();
        }
        progress.publish(goal);
    }

    /** The rows of the changes above one revision and up to another. */
    private Cursor changes(long above, long upTo) {
        return database.rows(Family.CHANGES, Keys.change(above + 1, 0), Keys.change(upTo + 1, 0));
    }

    private static void forget(Batch batch, byte[] row, long revision, Change change) {
        if (change.previousModRevision() != 0) {
            batch.delete(Family.HISTORY, Keys.history(change.key(), change.previousModRevision()));
        }
        if (change.kind() == Kind.DELETE) {
            batch.delete(Family.HISTORY, Keys.history(change.key(), revision));
        }
        batch.delete(Family.CHANGES, row);
    }

    private void write(Batch batch, StoreState state) {
        Meta.putState(batch, state);
        database.write(batch);
    }
}
