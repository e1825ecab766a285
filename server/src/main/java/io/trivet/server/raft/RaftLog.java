package io.trivet.server.raft;

import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JRaft's log, timed, with its newest entry in memory: JRaft forgets entries that are applied, and then reads the last one
 * back from disk whenever another follows, only to learn its term.
 *
 * <p>Entries are appended by one thread and read by any.
 */
final class RaftLog extends RocksDBLogStorage {
    private final WriteMetrics metrics;
    private final FollowerCommit commit;
    private volatile @Nullable LogEntry newest;

    /** @param commit is told which entries are on disk */
    RaftLog(String uri, RaftOptions options, WriteMetrics metrics, FollowerCommit commit) {
        super(uri, options);
        this.metrics = metrics;
        this.commit = commit;
    }

    @Override
    public int appendEntries(List<LogEntry> entries) {
        long begun = System.nanoTime();
        int appended = super.appendEntries(entries);
        if (appended > 0) {
            newest = new Appended(entries.get(appended - 1));
            metrics.appended(entries.get(0).getId().getIndex(), appended, begun);
            commit.synced(entries.subList(0, appended));
        }
        return appended;
    }

    @Override
    public @Nullable LogEntry getEntry(long index) {
        LogEntry last = newest;
        return last != null && last.getId().getIndex() == index ? last : super.getEntry(index);
    }

    @Override
    public boolean truncateSuffix(long lastIndexKept) {
        newest = null;
        commit.truncated();
        return super.truncateSuffix(lastIndexKept);
    }

    @Override
    public boolean reset(long nextLogIndex) {
        newest = null;
        commit.truncated();
        return super.reset(nextLogIndex);
    }

    /** An entry that is in memory still, and whose checksum need not be computed again each time that it is looked at. */
    private static final class Appended extends LogEntry {
        Appended(LogEntry entry) {
            super(entry.getType());
            setId(entry.getId());
            setPeers(entry.getPeers());
            setOldPeers(entry.getOldPeers());
            setLearners(entry.getLearners());
            setOldLearners(entry.getOldLearners());
            setData(entry.getData());
            if (entry.hasChecksum()) {
                setChecksum(entry.getChecksum());
            }
        }

        @Override
        public boolean isCorrupted() {
            return false;
        }
    }
}
