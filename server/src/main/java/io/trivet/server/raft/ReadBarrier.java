package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.raft.UnavailableException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets reads wait until this node's store holds everything that was committed when the read arrived.
 *
 * <p>One read-index round (Ongaro's dissertation, section 6.4) is under way at a time and serves every read that was
 * waiting when it began. A read that arrives later waits for the next one: the running round may have taken its commit
 * index before a write that this read must see.
 *
 * <p>A round begins as a task of the thread that the first read to wait for it came from: what else that thread receives in the
 * same go shares it.
 *
 * <p>Thread-safe. Waiters are completed on the thread that ends the round; what they do next must not block.
 */
final class ReadBarrier {
    private static final Logger LOG = LoggerFactory.getLogger(ReadBarrier.class);

    /** How a round ended. */
    enum Result {
        /** The store holds everything that was committed when the round began. */
        CONFIRMED,
        /** There is a leader, but it could not confirm its leadership this time. */
        RETRY,
        /** There is no leader to ask. */
        NO_LEADER,
        /** The node is shutting down. */
        STOPPING
    }

    /** One read-index round. It reports its result on any thread; only the first counts. */
    interface Round {
        void start(Consumer<Result> done);
    }

    private record Waiter(Deadline deadline, Executor caller, CompletableFuture<Void> future) {}

    private final Round round;
    private final Executor retryLater;

    private List<Waiter> waiting = new ArrayList<>();
    private boolean running;
    private volatile long confirmedAt;
    private volatile boolean everConfirmed;

    /**
     * @param round how to run a round
     * @param retryLater runs a task a little later; paces rounds that failed
     */
    ReadBarrier(Round round, Executor retryLater) {
        this.round = round;
        this.retryLater = retryLater;
    }

    /**
     * A future that completes once a read of the store is linearizable, or fails with {@link
     * UnavailableException}. It may complete after the deadline: whoever waits bounds the wait.
     *
     * @param caller begins a round that this read is the first to need; the reads that arrive before it does share the round
     */
    CompletableFuture<Void> await(Deadline deadline, Executor caller) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Waiter(deadline, caller, future));
            if (running) {
                return future;
            }
            running = true;
        }
        Threads.execute(caller, this::startRound);
        return future;
    }

    /** How far behind the store may be at most: the age of the last confirmed round; null before the first one. */
    @Nullable Duration staleness() {
        return everConfirmed ? Duration.ofNanos(System.nanoTime() - confirmedAt) : null;
    }

    private void startRound() {
        List<Waiter> served;
        synchronized (this) {
            if (waiting.isEmpty()) {
                running = false;
                return;
            }
            served = waiting;
            waiting = new ArrayList<>();
        }
        long startedAt = System.nanoTime();
        AtomicBoolean ended = new AtomicBoolean();
        Consumer<Result> done = result -> {
            if (ended.compareAndSet(false, true)) {
                finish(result, startedAt, served);
            }
        };
        try {
            round.start(done);
        } catch (RuntimeException | Error e) { // or no read would ever be confirmed any more
            LOG.error("a read-index round failed", e);
            done.accept(Result.RETRY);
        }
    }

    /** Where its thread answers readers of the round before, too, the next round begins behind these answers. */
    private void startNextRound() {
        Executor caller;
        synchronized (this) {
            if (waiting.isEmpty()) {
                running = false;
                return;
            }
            caller = waiting.get(0).caller();
        }
        Threads.execute(caller, this::startRound);
    }

    private void finish(Result result, long startedAt, List<Waiter> served) {
        if (result == Result.CONFIRMED) {
            confirmedAt = startedAt;
            everConfirmed = true;
            served.forEach(waiter -> waiter.future().complete(null));
            startNextRound();
        } else if (result == Result.RETRY) {
            requeue(served);
            retryLater.execute(this::startRound);
        } else if (result == Result.NO_LEADER) {
            startRound();
            fail(served, new UnavailableException(Reason.NO_LEADER, "the cluster has no leader now"));
        } else {
            startRound();
            fail(served, new UnavailableException(Reason.STOPPING, "this node is shutting down"));
        }
    }

    /** Those whose deadline has passed leave: whoever asked has been answered. */
    private void requeue(List<Waiter> served) {
        List<Waiter> late = new ArrayList<>();
        synchronized (this) {
            for (Waiter waiter : served) {
                (waiter.deadline().hasPassed() ? late : waiting).add(waiter);
            }
        }
        fail(late, new UnavailableException(Reason.NO_LEADER, "the leader did not confirm its leadership in time"));
    }

    private static void fail(List<Waiter> waiters, UnavailableException failure) {
        waiters.forEach(waiter -> waiter.future().completeExceptionally(failure));
    }
}
