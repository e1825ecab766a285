package io.trivet.server.raft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the parts of a JRaft node: its log is a {@link RaftLog}, its term and vote are in a {@link RaftMeta}, its snapshots are
 * copied by {@link SnapshotFolders}.
 */
final class JRaftParts extends DefaultJRaftServiceFactory {
    private final WriteMetrics metrics;
    private final AtomicLong term = new AtomicLong();
    private final FollowerCommit followerCommit = new FollowerCommit();

    JRaftParts(WriteMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public LogStorage createLogStorage(String uri, RaftOptions options) {
        return new RaftLog(uri, options, metrics, followerCommit);
    }

    @Override
    public RaftMetaStorage createRaftMetaStorage(String uri, RaftOptions options) {
        return new RaftMeta(uri, options, term);
    }

    @Override
    public SnapshotStorage createSnapshotStorage(NodeOptions options) {
        return new SnapshotFolders(options);
    }

    /** The term that the node is in; see {@link RaftMeta}. */
    long term() {
        return term.get();
    }

    FollowerCommit followerCommit() {
        return followerCommit;
    }
}
