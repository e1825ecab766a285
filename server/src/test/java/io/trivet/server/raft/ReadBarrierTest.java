package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.ReadBarrier.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReadBarrierTest {
    private static final Deadline FAR = Deadline.after(Duration.ofMinutes(1));

    private final List<Consumer<Result>> rounds = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final ReadBarrier barrier = new ReadBarrier(rounds::add, later::add);

    @Test
    void when_oneReadWaits_then_oneRoundServesIt() {
        CompletableFuture<Void> read = barrier.await(FAR, Runnable::run);

        assertEquals(1, rounds.size());
        assertFalse(read.isDone());
        rounds.get(0).accept(Result.CONFIRMED);
        assertNull(read.join());
        assertEquals(1, rounds.size(), "nobody waits, so no further round begins");
    }

    @Test
    void when_readArrivesDuringRound_then_thatRoundDoesNotServeIt() {
        CompletableFuture<Void> early = barrier.await(FAR, Runnable::run);
        CompletableFuture<Void> late = barrier.await(FAR, Runnable::run);

        rounds.get(0).accept(Result.CONFIRMED);

        assertTrue(early.isDone());
        assertFalse(late.isDone(), "the round had begun before this read arrived");
        rounds.get(1).accept(Result.CONFIRMED);
        assertTrue(late.isDone());
    }

    @Test
    void when_manyReadsWait_then_theyShareTheNextRound() {
        barrier.await(FAR, Runnable::run);
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(barrier.await(FAR, Runnable::run));
        }

        rounds.get(0).accept(Result.CONFIRMED);
        rounds.get(1).accept(Result.CONFIRMED);

        assertEquals(2, rounds.size());
        assertTrue(waiting.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    void when_roundIsToBeRetried_then_readsStayAndTheNextRoundIsPaced() {
        CompletableFuture<Void> read = barrier.await(FAR, Runnable::run);

        rounds.get(0).accept(Result.RETRY);

        assertEquals(1, rounds.size(), "the next round waits its time");
        assertFalse(read.isDone());
        later.get(0).run();
        rounds.get(1).accept(Result.CONFIRMED);
        assertTrue(read.isDone());
    }

    @Test
    void when_roundIsToBeRetriedPastTheDeadline_then_readFails() {
        CompletableFuture<Void> read = barrier.await(Deadline.after(Duration.ofNanos(1)), Runnable::run);

        rounds.get(0).accept(Result.RETRY);

        assertEquals(UnavailableException.Reason.NO_LEADER, reason(read));
        later.get(0).run();
        assertEquals(1, rounds.size(), "nobody waits any more");
    }

    @Test
    void when_thereIsNoLeader_then_waitingReadsFailAndLaterOnesTryAgain() {
        CompletableFuture<Void> read = barrier.await(FAR, Runnable::run);
        rounds.get(0).accept(Result.NO_LEADER);
        assertEquals(UnavailableException.Reason.NO_LEADER, reason(read));

        CompletableFuture<Void> next = barrier.await(FAR, Runnable::run);
        rounds.get(1).accept(Result.CONFIRMED);
        assertTrue(next.isDone());
    }

    @Test
    void when_nodeStops_then_readsAreToldSo() {
        CompletableFuture<Void> read = barrier.await(FAR, Runnable::run);
        rounds.get(0).accept(Result.STOPPING);
        assertEquals(UnavailableException.Reason.STOPPING, reason(read));
    }

    @Test
    void when_roundIsConfirmed_then_stalenessCountsFromItsBeginning() {
        assertNull(barrier.staleness());
        barrier.await(FAR, Runnable::run);
        long begun = System.nanoTime();
        rounds.get(0).accept(Result.RETRY);
        assertNull(barrier.staleness(), "a failed round confirms nothing");
        later.get(0).run();
        rounds.get(1).accept(Result.CONFIRMED);
        Duration staleness = barrier.staleness();
        assertNotNull(staleness);
        assertTrue(staleness.toNanos() <= System.nanoTime() - begun);
    }

    @Test
    void when_roundsEndAtOnce_then_nothingIsLeftBehind() {
        ReadBarrier immediate = new ReadBarrier(done -> done.accept(Result.CONFIRMED), Runnable::run);
        for (int i = 0; i < 10_000; i++) {
            assertTrue(immediate.await(FAR, Runnable::run).isDone());
        }
    }

    @Test
    void when_callerHasMoreReadsAtHand_then_theyShareTheRoundThatTheFirstNeeds() {
        List<Runnable> atHand = new ArrayList<>();
        List<CompletableFuture<Void>> reads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            reads.add(barrier.await(FAR, atHand::add));
        }
        assertEquals(0, rounds.size(), "the caller has not got to it");
        assertEquals(1, atHand.size());
        atHand.remove(0).run();
        CompletableFuture<Void> next = barrier.await(FAR, atHand::add);
        rounds.get(0).accept(Result.CONFIRMED);
        assertTrue(reads.stream().allMatch(CompletableFuture::isDone));
        CompletableFuture<Void> another = barrier.await(FAR, Runnable::run);

        assertEquals(1, rounds.size(), "the next round begins where the first read that waits for it came from");
        atHand.remove(0).run();
        rounds.get(1).accept(Result.CONFIRMED);
        assertTrue(next.isDone());
        assertTrue(another.isDone());
    }

    @Test
    void when_callerTakesNoTasksAnyMore_then_roundBeginsAllTheSame() {
        barrier.await(FAR, task -> {
            throw new RejectedExecutionException("the listener is closed");
        });
        assertEquals(1, rounds.size());
    }

    @Test
    void when_roundThrows_then_itIsToBeRetriedAndReadsGoOn() {
        List<Consumer<Result>> begun = new ArrayList<>();
        ReadBarrier broken = new ReadBarrier(
                done -> {
                    begun.add(done);
                    if (begun.size() == 1) {
                        throw new OutOfMemoryError("no thread could be made");
                    }
                    done.accept(Result.CONFIRMED);
                },
                later::add);
        CompletableFuture<Void> read = broken.await(FAR, Runnable::run);
        assertFalse(read.isDone());
        begun.get(0).accept(Result.CONFIRMED);
        assertFalse(read.isDone(), "the round had ended");
        later.get(0).run();
        assertTrue(read.isDone());
    }

    private static UnavailableException.Reason reason(CompletableFuture<Void> future) {
        CompletionException failure = assertThrows(CompletionException.class, future::join);
        return ((UnavailableException) failure.getCause()).reason();
    }
}
