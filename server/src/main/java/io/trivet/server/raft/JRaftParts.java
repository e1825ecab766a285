package io.trivet.server.raft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;

/** Makes the parts of a JRaft node: its log is a {@link RaftLog}, its snapshots are copied by {@link SnapshotFolders}. */
final class JRaftParts extends DefaultJRaftServiceFactory {
    private final WriteMetrics metrics;

    JRaftParts(WriteMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public LogStorage createLogStorage(String uri, RaftOptions options) {
        return new RaftLog(uri, options, metrics);
    }

    @Override
    public SnapshotStorage createSnapshotStorage(NodeOptions options) {
        return new SnapshotFolders(options);
    }
}
