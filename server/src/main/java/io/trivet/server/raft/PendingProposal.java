package io.trivet.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An entry that this node, as leader, gave to the log and whose outcomes are awaited. Completed once, on a JRaft thread:
 * with the outcomes when the store has applied it, or by {@link #run} when JRaft gives up on it.
 */
final class PendingProposal implements Closure {
    private final CompletableFuture<List<Outcome>> future = new CompletableFuture<>();
    private final long proposedAt = System.nanoTime();

    /** When it was made, by {@link System#nanoTime}. */
    long proposedAt() {
        return proposedAt;
    }

    CompletableFuture<List<Outcome>> future() {
        return future;
    }

    void applied(List<Outcome> outcomes) {
        future.complete(outcomes);
    }

    void lost(String why) {
        future.completeExceptionally(new UnknownOutcomeException(why));
    }

    /**
     * JRaft's word on an entry that it did not apply. Only statuses that JRaft gives before it appends anything count
     * as not applied; all others, the leader that stepped down first among them, leave the outcome unknown: the entry
     * may be in the log of the next leader.
     */
    @Override
    public void run(Status status) {
        if (status.isOk()) {
            lost("the write was committed, but its outcome is not known here");
        } else if (neverAppended(status)) {
            future.completeExceptionally(unavailable(status));
        } else {
            lost("the leader could not finish the write: " + status.getErrorMsg());
        }
    }

    /** The statuses of {@code NodeImpl.apply} and {@code NodeImpl.executeApplyingTasks} in jraft-core 1.4.1. */
    static boolean neverAppended(Status status) {
        String message = String.valueOf(status.getErrorMsg());
        return status.getRaftError() == RaftError.EBUSY
                || status.getRaftError() == RaftError.ENODESHUTDOWN
                || (status.getRaftError() == RaftError.EPERM
                        && (message.equals("Is not leader.") || message.startsWith("expected_term=")));
    }

    private static UnavailableException unavailable(Status status) {
        if (status.getRaftError() == RaftError.ENODESHUTDOWN) {
            return new UnavailableException(Reason.STOPPING, "this node is shutting down");
        }
        if (status.getRaftError() == RaftError.EPERM || status.getErrorMsg().contains("transferring")) {
            return new UnavailableException(Reason.NO_LEADER, "the leader is changing");
        }
        return new UnavailableException(Reason.OVERLOADED, "the leader's log queue is full");
    }
}
