package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.raft.ClusterStatus.MemberView;
import io.trivet.statemachine.Store;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when this node takes a snapshot: once so many entries, or writes, were applied since the last, or so much time has
 * passed and anything was applied. Each member decides for itself. Used by one thread.
 *
 * <p>A leader puts it off while a member catches up. One that has received a snapshot needs the log behind it; if that was
 * cut meanwhile it needs the next snapshot, and so on for ever. (etcd does not compact its log while it sends a snapshot,
 * for the same reason.)
 */
final class SnapshotSchedule implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);

    /** A full disk is not mended by trying at once. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    /** How many times as long the log may get while a member catches up. */
    private static final int MOST_WHILE_CATCHING_UP = 10;

    private final Node node;
    private final Store store;
    private final Snapshots snapshots;
    private final long everyNanos;
    private final long everyEntries;
    private long lastStart = System.nanoTime();
    private volatile long notBefore = System.nanoTime();
    private volatile boolean running;
    private volatile boolean catchingUp;

    SnapshotSchedule(Node node, Store store, Snapshots snapshots, NodeConfig.Raft config) {
        this.node = node;
        this.store = store;
        this.snapshots = snapshots;
        this.everyNanos = config.snapshotInterval().toNanos();
        this.everyEntries = config.snapshotLogEntries();
    }

    /** Looks whether it is time, and starts a snapshot if so. */
    @Override
    public void run() {
        long entries = store.appliedIndex() - snapshots.lastIndex();
        long writes = Math.max(entries, store.revision() - snapshots.lastRevision()); // an entry may have many
        long now = System.nanoTime();
        boolean due = writes >= everyEntries || now - lastStart >= everyNanos;
        boolean putOff = catchingUp && writes < MOST_WHILE_CATCHING_UP * everyEntries;
        if (entries <= 0 || !due || putOff || running || now - notBefore < 0) {
            return;
        }
        running = true;
        lastStart = now;
        snapshots.flushAndThen(() -> node.snapshot(this::ended));
    }

    /** Tells a leader of its members: whether one that answers has not come as far as the last snapshot. */
    void look(ClusterStatus cluster) {
        catchingUp = cluster.members().stream()
                .map(MemberView::status)
                .anyMatch(status -> status.role() != Role.UNREACHABLE && status.appliedIndex() < snapshots.lastIndex());
    }

    /** Tells that this node does not lead. */
    void reset() {
        catchingUp = false;
    }

    private void ended(Status status) {
        if (!status.isOk()) {
            notBefore = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
            if (status.getRaftError() != RaftError.EBUSY) { // busy with one from the leader
                LOG.warn("no snapshot was taken: {}", status.getErrorMsg());
            }
        }
        running = false;
    }
}
