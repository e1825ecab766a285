package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.server.raft.UnavailableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A leader's read-index round: another member is asked for its term, and the rest when that does not answer soon; the first
 * {@link Confirmation} that is enough confirms, and then this node's store must have come as far as its commit index was.
 * Once a second all are asked at once, and who confirms first is the one to ask. Thread-safe.
 *
 * <p>JRaft's own round sends heartbeats, which wait at both ends for JRaft's queues, pools and lock.
 */
final class LeaderRound implements ReadBarrier.Round {
    private static final byte[] NOTHING = {};
    /** What waits for a member that hangs takes memory; rounds go on without it. */
    private static final int MAX_UNANSWERED = 16;

    private static final long NANOS_BETWEEN_RACES = Duration.ofSeconds(1).toNanos();

    private final Confirmations confirmations;
    private final Supplier<List<Address>> others;
    private final PeerTransport transport;
    private final StoreWaiters appliedIndexes;
    private final Duration patience;
    private final Duration timeout;
    private final Map<Address, Semaphore> unanswered = new ConcurrentHashMap<>();
    private volatile @Nullable Address fastest;
    private volatile long racedAt = System.nanoTime() - NANOS_BETWEEN_RACES;

    /**
     * @param others the members but this one
     * @param appliedIndexes who wait for an index of the store
     * @param patience how long one member is waited for before the rest are asked
     * @param timeout when a round without an answer counts as failed
     */
    LeaderRound(
            Confirmations confirmations,
            Supplier<List<Address>> others,
            PeerTransport transport,
            StoreWaiters appliedIndexes,
            Duration patience,
            Duration timeout) {
        this.confirmations = confirmations;
        this.others = others;
        this.transport = transport;
        this.appliedIndexes = appliedIndexes;
        this.patience = patience;
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
        List<Address> members = new ArrayList<>(others.get());
        if (members.isEmpty()) {
            return CompletableFuture.failedFuture(nobody());
        }
        int first = Math.max(0, members.indexOf(fastest));
        return new Questions(index, deadline, members.remove(first), members).asked();
    }

    private static UnavailableException nobody() {
        return new UnavailableException(Reason.NO_LEADER, "no member confirmed the leadership");
    }

    private boolean isConfirmed(ReadIndex index, PeerResponse response) {
        try {
            return response.result() == PeerResponse.Result.OK
                    && confirmations.isConfirmed(index, PeerCodec.decodeConfirmation(response.body()));
        } catch (IOException e) {
            return false;
        }
    }

    /** The questions of one round: to one member, and to the rest when that does not confirm, or not soon. */
    private final class Questions {
        private final ReadIndex index;
        private final Deadline deadline;
        private final Address first;
        private final AtomicReference<List<Address>> rest;
        private final AtomicInteger left;
        private final CompletableFuture<Void> confirmed = new CompletableFuture<>();

        Questions(ReadIndex index, Deadline deadline, Address first, List<Address> rest) {
            this.index = index;
            this.deadline = deadline;
            this.first = first;
            this.rest = new AtomicReference<>(rest);
            this.left = new AtomicInteger(1 + rest.size());
        }

        CompletableFuture<Void> asked() {
            long now = System.nanoTime();
            ask(first);
            if (now - racedAt >= NANOS_BETWEEN_RACES) {
                racedAt = now;
                askRest();
            } else {
                Deadline.after(patience).bound(confirmed, LeaderRound::nobody).exceptionally(late -> {
                    askRest();
                    return null;
                });
            }
            return confirmed;
        }

        private void askRest() {
            rest.getAndSet(List.of()).forEach(this::ask);
        }

        private void ask(Address member) {
            if (!unanswered(member).tryAcquire()) {
                notConfirmed();
                return;
            }
            transport.ask(member, PeerRequest.Kind.CONFIRM, NOTHING, deadline).whenComplete((response, failure) -> {
                unanswered(member).release();
                if (failure == null && isConfirmed(index, response)) {
                    if (!confirmed.isDone()) {
                        fastest = member; // before those who wait begin the next round
                    }
                    confirmed.complete(null);
                } else {
                    notConfirmed();
                }
            });
        }

        private void notConfirmed() {
            if (left.decrementAndGet() == 0) {
                confirmed.completeExceptionally(nobody());
            } else {
                askRest();
            }
        }
    }

    private Semaphore unanswered(Address member) {
        return unanswered.computeIfAbsent(member, asked -> new Semaphore(MAX_UNANSWERED));
    }
}
