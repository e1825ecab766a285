package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.server.raft.UnavailableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A follower's read-index round: the leader is asked for the read index, with this node's own {@link Confirmation}, and then this
 * node's store must have come that far. Thread-safe.
 *
 * <p>JRaft could ask as well, but through a queue, its lock and a pool, and would have the leader run a round for each
 * question.
 */
final class FollowerRound {
    private final Supplier<Confirmation> own;
    private final PeerTransport transport;
    private final FollowerCommit followerCommit;
    private final StoreWaiters appliedIndexes;
    private final Duration timeout;

    /**
     * @param own what this node says of itself
     * @param followerCommit hears what the leader tells to be committed
     * @param appliedIndexes who wait for an index of the store
     * @param timeout when a round without an answer counts as failed
     */
    FollowerRound(
            Supplier<Confirmation> own,
            PeerTransport transport,
            FollowerCommit followerCommit,
            StoreWaiters appliedIndexes,
            Duration timeout) {
        this.own = own;
        this.transport = transport;
        this.followerCommit = followerCommit;
        this.appliedIndexes = appliedIndexes;
        this.timeout = timeout;
    }

    /** Runs a round; whoever was taken for the leader and is not, or cannot be reached, makes it one to retry. */
    void start(Address leader, Consumer<Result> done) {
        Deadline deadline = Deadline.after(timeout);
        byte[] question = PeerCodec.encode(own.get());
        transport
                .ask(leader, PeerRequest.Kind.READ_INDEX, question, deadline)
                .thenCompose(response -> applied(response, deadline))
                .whenComplete((applied, failure) -> done.accept(failure == null ? Result.CONFIRMED : Result.RETRY));
    }

    private CompletableFuture<Void> applied(PeerResponse response, Deadline deadline) {
        ReadIndex told;
        try {
            told = PeerCodec.decodeReadIndex(response.body());
        } catch (IOException e) {
            throw new UnavailableException(Reason.NO_LEADER, "the leader does not tell its index: " + e.getMessage());
        }
        followerCommit.committed(told);
        return appliedIndexes.awaitUntil(deadline, told.index());
    }
}
