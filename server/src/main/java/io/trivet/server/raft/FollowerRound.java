package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.server.raft.UnavailableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A follower's read-index round: the leader is asked, whose next round answers for this node's reads together with its own,
 * and then this node's store must have come as far as the leader's. Thread-safe.
 *
 * <p>JRaft could ask as well, but through a queue, its lock and a pool, and would have the leader run a round for each
 * question.
 */
final class FollowerRound {
    private static final byte[] NOTHING = {};

    private final PeerTransport transport;
    private final StoreWaiters appliedIndexes;
    private final Duration timeout;

    /**
     * @param appliedIndexes who wait for an index of the store
     * @param timeout when a round without an answer counts as failed
     */
    FollowerRound(PeerTransport transport, StoreWaiters appliedIndexes, Duration timeout) {
        this.transport = transport;
        this.appliedIndexes = appliedIndexes;
        this.timeout = timeout;
    }

    /** Runs a round; whoever was taken for the leader and is not, or cannot be reached, makes it one to retry. */
    void start(Address leader, Consumer<Result> done) {
        Deadline deadline = Deadline.after(timeout);
        transport
                .ask(leader, PeerRequest.Kind.READ_INDEX, NOTHING, deadline)
                .thenCompose(response -> applied(response, deadline))
                .whenComplete((applied, failure) -> done.accept(failure == null ? Result.CONFIRMED : Result.RETRY));
    }

    private CompletableFuture<Void> applied(PeerResponse response, Deadline deadline) {
        long index;
        try {
            index = PeerCodec.decodeIndex(response.body());
        } catch (IOException e) {
            throw new UnavailableException(Reason.NO_LEADER, "the leader does not tell its index: " + e.getMessage());
        }
        CompletableFuture<Void> reached = appliedIndexes.await(index);
        return deadline.bound(
                        reached,
                        () -> new UnavailableException(Reason.BEHIND, "this node did not reach index " + index))
                .whenComplete((done, failure) -> reached.cancel(false));
    }
}
