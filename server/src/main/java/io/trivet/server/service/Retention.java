package io.trivet.server.service;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.raft.RaftNode;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Store;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last so many revisions readable and has the rest compacted, through the log, so that all replicas forget the
 * same. The leader alone proposes, in small steps: a compaction takes the apply thread, and writes wait behind it.
 */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long MAX_STEP = 2_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RaftNode raft;
    private final Store store;
    private final NodeConfig.Retention policy;
    private final ScheduledExecutorService timer;

    public Retention(RaftNode raft, Store store, NodeConfig.Retention policy) {
        this.raft = raft;
        this.store = store;
        this.policy = policy;
        this.timer = Executors.newSingleThreadScheduledExecutor(Threads.named("trivet-retention"));
    }

    public void start() {
        long period = policy.interval().toMillis();
        timer.scheduleWithFixedDelay(this::compact, period, period, TimeUnit.MILLISECONDS);
    }

    /** Compacts step by step until the policy is met, or the leadership is gone. */
    private void compact() {
        try {
            long target = store.revision() - policy.revisions();
            while (raft.isLeader() && store.compactedRevision() < target) {
                long step = Math.min(target, store.compactedRevision() + MAX_STEP);
                raft.propose(new Command.Compact(step), Deadline.after(TIMEOUT), Runnable::run)
                        .join();
            }
        } catch (RuntimeException e) {
            LOG.debug("compaction is put off: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
