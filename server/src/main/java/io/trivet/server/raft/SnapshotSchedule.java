package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.server.config.NodeConfig;
import io.trivet.statemachine.Store;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when this node takes a snapshot: once so many entries were applied since the last, or so much time has passed
 * and anything was applied. Each member decides for itself. Used by one thread.
 */
final class SnapshotSchedule implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);

    /** A full disk is not mended by trying at once. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Node node;
    private final Store store;
    private final Snapshots snapshots;
    private final long everyNanos;
    private final long everyEntries;
    private long lastStart = System.nanoTime();
    private volatile long notBefore = System.nanoTime();
    private volatile boolean running;

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
        long now = System.nanoTime();
        boolean due = entries >= everyEntries || now - lastStart >= everyNanos;
        if (entries <= 0 || !due || running || now - notBefore < 0) {
            return;
        }
        running = true;
        lastStart = now;
        snapshots.flushAndThen(() -> node.snapshot(this::ended));
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
