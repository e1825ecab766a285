package io.trivet.server.raft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import java.util.List;

/** Makes the parts of a JRaft node: its log is timed, its snapshots are copied by {@link SnapshotFolders}. */
final class JRaftParts extends DefaultJRaftServiceFactory {
    private final WriteMetrics metrics;

    JRaftParts(WriteMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public LogStorage createLogStorage(String uri, RaftOptions options) {
        return new RocksDBLogStorage(uri, options) {
            @Override
            public int appendEntries(List<LogEntry> entries) {
                long begun = System.nanoTime();
                int appended = super.appendEntries(entries);
                if (appended > 0) {
                    metrics.appended(entries.get(0).getId().getIndex(), appended, begun);
                }
                return appended;
            }
        };
    }

    @Override
    public SnapshotStorage createSnapshotStorage(NodeOptions options) {
        return new SnapshotFolders(options);
    }
}
