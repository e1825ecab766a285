package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Confirms a read now and then when no client asks for one, so that the node knows whether it can serve and how stale its
 * data may be. Used by one thread; at most one probe is under way.
 */
final class FreshnessProbe implements Runnable {
    private final RaftNode node;
    private final Duration interval;
    private CompletableFuture<?> probing = CompletableFuture.completedFuture(null);

    /** @param interval how old the last confirmation may become */
    FreshnessProbe(RaftNode node, Duration interval) {
        this.node = node;
        this.interval = interval;
    }

    /** Starts a probe if it is time. */
    @Override
    public void run() {
        Duration staleness = node.staleness();
        if (probing.isDone() && (staleness == null || staleness.compareTo(interval) > 0)) {
            probing = node.readBarrier(Deadline.after(interval), Runnable::run);
        }
    }
}
