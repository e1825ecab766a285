package io.trivet.server.raft;

import com.alipay.sofa.jraft.entity.LogEntry;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Has a follower apply what its leader, asked for the read index, told to be committed. JRaft's followers hear of that with the
 * next entries or the next heartbeat, and reads would wait for it.
 *
 * <p>What the leader tells is the index and the term of a committed entry. A log that has an entry of that index and term has the
 * same entries before it (Ongaro's dissertation, 3.5), so they are committed too. An entry that has not come yet, or is
 * not on disk, is waited for: nothing is applied that this node could still lose.
 *
 * <p>Thread-safe. Called by the one thread that appends to the log, and by those that bring answers.
 */
final class FollowerCommit {
    private static final long NEVER = -1;
    private static final Synced NOTHING = new Synced(Long.MAX_VALUE, NEVER, NEVER);

    /** The newest entries on disk: those of the newest term, as far as they were appended since the start. */
    private record Synced(long first, long last, long term) {
        Synced and(LogEntry next) {
            long index = next.getId().getIndex();
            long nextTerm = next.getId().getTerm();
            return new Synced(nextTerm == term ? first : index, index, nextTerm);
        }

        boolean has(ReadIndex entry) {
            return entry.term() == term && first <= entry.index() && entry.index() <= last;
        }
    }

    private volatile Synced synced = NOTHING;
    private volatile ReadIndex committed = new ReadIndex(0, ReadIndex.UNKNOWN);
    private volatile @Nullable LongConsumer raiseCommitIndex;

    /** From now on the commit index can be raised. */
    void started(LongConsumer raise) {
        raiseCommitIndex = raise;
    }

    /** These entries, the next ones of the log, are on disk. */
    void synced(List<LogEntry> entries) {
        Synced now = synced;
        for (LogEntry entry : entries) {
            now = now.and(entry);
        }
        synced = now;
        commit();
    }

    /** Entries at the end of the log are gone. */
    void truncated() {
        synced = NOTHING;
    }

    /** The leader has told. */
    void committed(ReadIndex told) {
        if (told.term() != ReadIndex.UNKNOWN) {
            committed = told;
            commit();
        }
    }

    private void commit() {
        ReadIndex entry = committed;
        LongConsumer raise = raiseCommitIndex;
        if (raise != null && synced.has(entry)) {
            raise.accept(entry.index());
        }
    }
}
