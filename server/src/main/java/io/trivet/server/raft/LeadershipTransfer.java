package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.UnavailableException.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Hands the leadership of this node to another member (dissertation, section 3.10) and waits until somebody else leads.
 * JRaft tells nobody how a transfer ended, so this looks every few milliseconds.
 */
final class LeadershipTransfer {
    private static final long LOOK_MILLIS = 10;

    private final Node node;
    private final NodeWatch watch;
    private final RaftTimer thread;

    /** @param thread one that JRaft may hold up */
    LeadershipTransfer(Node node, NodeWatch watch, RaftTimer thread) {
        this.node = node;
        this.watch = watch;
        this.thread = thread;
    }

    /**
     * Starts a transfer.
     *
     * @param to the member to take over, or {@link PeerId#ANY_PEER} for the one whose log is longest
     * @return completes when another member leads; fails with {@link UnavailableException} when the transfer did not
     *     begin or was given up, and {@link UnknownOutcomeException} at the deadline
     */
    CompletableFuture<Void> start(PeerId to, Deadline deadline) {
        if (to.equals(node.getNodeId().getPeerId())) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.execute(() -> begin(to, done));
        ScheduledFuture<?> looking = thread.executor()
                .scheduleWithFixedDelay(() -> look(done), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return deadline.bound(done, () -> new UnknownOutcomeException("the deadline passed before another member led"))
                .whenComplete((result, failure) -> looking.cancel(false));
    }

    private void begin(PeerId to, CompletableFuture<Void> done) {
        Status status = node.transferLeadershipTo(to);
        if (!status.isOk()) {
            done.completeExceptionally(new UnavailableException(
                    Reason.TRANSFER_FAILED, "the transfer did not begin: " + status.getErrorMsg()));
        }
    }

    private void look(CompletableFuture<Void> done) {
        PeerId leader = watch.leader();
        if (node.isLeader(false)) {
            // JRaft gives up after an election timeout and leads on.
            done.completeExceptionally(new UnavailableException(
                    Reason.TRANSFER_FAILED, "the member did not take over in time; this node leads on"));
        } else if (leader != null) {
            done.complete(null);
        }
    }
}
