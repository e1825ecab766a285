package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.server.raft.UnavailableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A leader's read-index round: all other members are asked for their term, the first {@link Confirmation} that is enough
 * confirms, and then this node's store must have come as far as its commit index was. Thread-safe.
 *
 * <p>JRaft's own round sends heartbeats, which wait at both ends for JRaft's queues, pools and lock.
 */
final class LeaderRound implements ReadBarrier.Round {
    private static final byte[] NOTHING = {};
    /** What waits for a member that hangs takes memory; rounds go on without it. */
    private static final int MAX_UNANSWERED = 16;

    private final Confirmations confirmations;
    private final Supplier<List<Address>> others;
    private final PeerTransport transport;
    private final StoreWaiters appliedIndexes;
    private final Duration timeout;
    private final Map<Address, Semaphore> unanswered = new ConcurrentHashMap<>();

    /**
     * @param others the members but this one
     * @param appliedIndexes who wait for an index of the store
     * @param timeout when a round without an answer counts as failed
     */
    LeaderRound(
            Confirmations confirmations,
            Supplier<List<Address>> others,
            PeerTransport transport,
            StoreWaiters appliedIndexes,
            Duration timeout) {
        this.confirmations = confirmations;
        this.others = others;
        this.transport = transport;
        this.appliedIndexes = appliedIndexes;
        this.timeout = timeout;
    }

    @Override
    public void start(Consumer<Result> done) {
        ReadIndex index = confirmations.unconfirmed();
        if (index == null) {
            done.accept(Result.RETRY);
            return;
        }
        Deadline deadline = Deadline.after(timeout);
        confirmed(index, deadline)
                .thenCompose(confirmed -> appliedIndexes.awaitUntil(deadline, index.index()))
                .whenComplete((applied, failure) -> done.accept(failure == null ? Result.CONFIRMED : Result.RETRY));
    }

    private CompletableFuture<Void> confirmed(ReadIndex index, Deadline deadline) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        List<Address> asked = others.get().stream().filter(this::mayBeAsked).toList();
        AtomicInteger left = new AtomicInteger(asked.size());
        UnavailableException nobody = new UnavailableException(Reason.NO_LEADER, "no member confirmed the leadership");
        if (asked.isEmpty()) {
            confirmed.completeExceptionally(nobody);
        }
        for (Address member : asked) {
            transport.ask(member, PeerRequest.Kind.CONFIRM, NOTHING, deadline).whenComplete((response, failure) -> {
                unanswered(member).release();
                if (failure == null && isConfirmed(index, response)) {
                    confirmed.complete(null);
                } else if (left.decrementAndGet() == 0) {
                    confirmed.completeExceptionally(nobody);
                }
            });
        }
        return confirmed;
    }

    private boolean isConfirmed(ReadIndex index, PeerResponse response) {
        try {
            return response.result() == PeerResponse.Result.OK
                    && confirmations.isConfirmed(index, PeerCodec.decodeConfirmation(response.body()));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean mayBeAsked(Address member) {
        return unanswered(member).tryAcquire();
    }

    private Semaphore unanswered(Address member) {
        return unanswered.computeIfAbsent(member, asked -> new Semaphore(MAX_UNANSWERED));
    }
}
