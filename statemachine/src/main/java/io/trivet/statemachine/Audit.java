package io.trivet.statemachine;

import io.trivet.statemachine.Change.Kind;
import io.trivet.statemachine.Database.Cursor;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Database.View;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what a store holds could have come about by applying commands. Every revision after the compacted one has
 * the change that made it; every change has the version that it made and the one that it superseded; every version in
 * {@code history} was superseded by the key's next one. So nothing is missing, and nothing is there that compaction
 * should have taken. One thread, once.
 */
final class Audit {
    private final View view;
    private final StoreState state;
    private long keys;
    private long superseded;
    private long changes;

    Audit(View view) {
        this.view = view;
        this.state = Meta.state(view.get(Family.META, Meta.STATE));
    }

    /** @throws StoreException that names the first disagreement */
    AuditReport run() {
        require(
                state.compactedRevision() <= state.revision(),
                "it is compacted to revision " + state.compactedRevision() + ", beyond revision " + state.revision());
        auditLatest();
        require(keys == state.keys(), "it has " + keys + " keys and counts " + state.keys());
        auditHistory();
        auditChanges();
        return new AuditReport(state.revision(), state.compactedRevision(), keys, superseded, changes);
    }

    private void auditLatest() {
        try (Cursor rows = view.rows(Family.LATEST)) {
            for (; rows.hasRow(); rows.next()) {
                auditLatest(rows.key(), RecordCodec.decode(rows.value()));
                keys++;
            }
        }
    }

    private void auditLatest(byte[] key, @Nullable Record record) {
        if (record == null) {
            throw disagreement("a deletion stands where the current record should", key);
        }
        requireSound(key, record);
        require(record.modRevision() <= state.revision(), "a record is newer than the store", key);
        if (record.modRevision() > state.compactedRevision()) {
            requireChange(key, record.modRevision(), Kind.PUT);
        }
    }

    private static void requireSound(byte[] key, Record record) {
        long writesSinceCreation = record.version() - 1;
        long revisionsSinceCreation = record.modRevision() - record.createRevision();
        boolean sound = record.createRevision() >= 1
                && writesSinceCreation >= 0
                && revisionsSinceCreation >= writesSinceCreation
                && (revisionsSinceCreation == 0) == (writesSinceCreation == 0);
        require(sound, "a record's version contradicts its revisions", key);
    }

    /** The newest version of a key comes first, so each row's successor is the row before it or in {@code latest}. */
    private void auditHistory() {
        byte[] key = new byte[0];
        long successor = 0;
        try (Cursor rows = view.rows(Family.HISTORY)) {
            for (; rows.hasRow(); rows.next()) {
                byte[] rowKey = Keys.historyKey(rows.key());
                if (!Arrays.equals(key, rowKey)) {
                    key = rowKey;
                    Record latest = latest(key);
                    successor = latest == null ? 0 : latest.modRevision();
                }
                long revision = Keys.historyRevision(rows.key());
                auditVersion(key, revision, RecordCodec.decode(rows.value()), successor);
                successor = revision;
                superseded++;
            }
        }
    }

    /** @param successor the revision of the key's next version, 0 when there is none */
    private void auditVersion(byte[] key, long revision, @Nullable Record record, long successor) {
        if (record == null) {
            requireChange(key, revision, Kind.DELETE);
            if (successor == 0) {
                return;
            }
        } else {
            requireSound(key, record);
            require(record.modRevision() == revision, "a superseded record stands at another's revision", key);
        }
        Change change = change(successor);
        boolean superseded = successor > revision
                && change != null
                && Arrays.equals(change.key(), key)
                && change.previousModRevision() == (record == null ? 0 : revision);
        require(superseded, "the version of revision " + revision + " was not superseded by the next one", key);
    }

    private void auditChanges() {
        try (Cursor rows = view.rows(Family.CHANGES)) {
            for (long revision = state.compactedRevision() + 1; revision <= state.revision(); revision++) {
                boolean there = rows.hasRow() && Arrays.equals(rows.key(), Keys.change(revision, 0));
                require(there, "the change of revision " + revision + " is not where it should be");
                auditChange(revision, Change.decode(rows.value()));
                rows.next();
                changes++;
            }
            require(!rows.hasRow(), "it has changes beyond revision " + state.revision());
        }
    }

    private void auditChange(long revision, Change change) {
        byte[] key = change.key();
        Record previous = record(view.get(Family.HISTORY, Keys.history(key, change.previousModRevision())));
        boolean previousIsThere = (previous == null) == (change.previousModRevision() == 0);
        require(previousIsThere, "the version that revision " + revision + " superseded is missing", key);
        if (change.kind() == Kind.DELETE) {
            byte[] tombstone = view.get(Family.HISTORY, Keys.history(key, revision));
            boolean deleted = previous != null && tombstone != null && record(tombstone) == null;
            require(deleted, "revision " + revision + " did not delete what it says", key);
        } else {
            Record made = version(key, revision);
            boolean follows = made != null
                    && made.version() == (previous == null ? 1 : previous.version() + 1)
                    && made.createRevision() == (previous == null ? revision : previous.createRevision());
            require(follows, "revision " + revision + " did not write what it says", key);
        }
    }

    private void requireChange(byte[] key, long revision, Kind kind) {
        Change change = change(revision);
        boolean there = change != null && change.kind() == kind && Arrays.equals(change.key(), key);
        require(there, "revision " + revision + " is not the change that left what is there", key);
    }

    /** The record that a key got at a revision. */
    private @Nullable Record version(byte[] key, long revision) {
        Record latest = latest(key);
        return latest != null && latest.modRevision() == revision
                ? latest
                : record(view.get(Family.HISTORY, Keys.history(key, revision)));
    }

    private @Nullable Record latest(byte[] key) {
        return record(view.get(Family.LATEST, key));
    }

    private @Nullable Change change(long revision) {
        byte[] row = view.get(Family.CHANGES, Keys.change(revision, 0));
        return row == null ? null : Change.decode(row);
    }

    private static @Nullable Record record(byte @Nullable [] row) {
        return row == null ? null : RecordCodec.decode(row);
    }

    private static void require(boolean agrees, String problem) {
        if (!agrees) {
            throw new StoreException("the store contradicts itself: " + problem);
        }
    }

    private static void require(boolean agrees, String problem, byte[] key) {
        if (!agrees) {
            throw disagreement(problem, key);
        }
    }

    private static StoreException disagreement(String problem, byte[] key) {
        String text = new String(key, StandardCharsets.ISO_8859_1);
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return new StoreException("the store contradicts itself: " + problem + ", key "
                + (printable ? text : "0x" + HexFormat.of().formatHex(key)));
    }
}
