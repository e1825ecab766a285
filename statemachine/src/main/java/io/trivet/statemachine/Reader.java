package io.trivet.statemachine;

import io.trivet.statemachine.Database.Cursor;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Database.Found;
import io.trivet.statemachine.Database.View;
import org.jspecify.annotations.Nullable;

/** Reads beside the apply thread, without ever waiting for it. Any thread. */
final class Reader {
    private final Database database;
    private final Latest latest;
    private final Progress progress;

    Reader(Database database, Latest latest, Progress progress) {
        this.database = database;
        this.latest = latest;
        this.progress = progress;
    }

    /**
     * Reads the newest record. A record that is found was the key's from its modRevision up to the moment of the look-up,
     * which is not before the revision published earlier: the higher of the two is a revision at which it was current.
     * An absent key does not say since when it is absent, so a batch that came between sends it the slow way.
     */
    Read read(byte[] key) {
        long before = progress.published().revision();
        Read read = read(before, latest.get(key));
        return read == null ? readInView(key) : read;
    }

    /** As {@link #read}, but null where that takes a file or a view. */
    @Nullable Read tryRead(byte[] key) {
        long before = progress.published().revision();
        Found found = latest.tryGet(key);
        return found == null ? null : read(before, found.row());
    }

    private @Nullable Read read(long before, byte @Nullable [] row) {
        Record record = decoded(row);
        if (record != null) {
            return new Read(Math.max(before, record.modRevision()), record);
        }
        return progress.announcedRevision() == before ? new Read(before, null) : null;
    }

    private Read readInView(byte[] key) {
        try (View view = database.view()) {
            long revision = Meta.state(view.get(Family.META, Meta.STATE)).revision();
            return new Read(revision, decoded(view.get(Family.LATEST, key)));
        }
    }

    /**
     * Reads the record of an earlier revision. No view is needed: a record leaves {@code latest} for {@code history} in
     * one write and {@code latest} is looked at first, so it is found in one of them. Only compaction removes rows of
     * {@code history}; it raises the compacted revision first, which is why that is looked at last.
     */
    PastRead readAt(byte[] key, long revision) {
        long newest = progress.published().revision();
        if (revision > newest) {
            return new PastRead.Future(newest);
        }
        Record record = decoded(latest.get(key));
        if (record == null || record.modRevision() > revision) {
            record = superseded(key, revision);
        }
        long compacted = progress.published().compactedRevision();
        return revision < compacted ? new PastRead.Compacted(compacted) : new PastRead.At(new Read(revision, record));
    }

    private @Nullable Record superseded(byte[] key, long revision) {
        try (Cursor rows = database.rows(Family.HISTORY, Keys.history(key, revision), Keys.historyEnd(key))) {
            return rows.hasRow() ? RecordCodec.decode(rows.value()) : null;
        }
    }

    private static @Nullable Record decoded(byte @Nullable [] row) {
        return row == null ? null : RecordCodec.decode(row);
    }
}
