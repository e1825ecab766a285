package io.trivet.server.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final IllegalStateException LATE = new IllegalStateException("late");

    private final CompletableFuture<String> future = new CompletableFuture<>();

    @Test
    void when_futureCompletesInTime_then_boundOneFollows() {
        CompletableFuture<String> bounded = Deadline.after(Duration.ofHours(1)).bound(future, () -> LATE);
        assertFalse(bounded.isDone());
        future.complete("done");
        assertEquals("done", bounded.join());
    }

    @Test
    void when_futureFailsInTime_then_boundOneFailsWithTheSame() {
        CompletableFuture<String> bounded =
                Deadline.after(Duration.ofHours(1)).bound(future.thenApply(value -> value), () -> LATE);
        IllegalArgumentException failure = new IllegalArgumentException("failed");
        future.completeExceptionally(failure);
        assertSame(failure, causeOf(bounded));
    }

    @Test
    void when_deadlinePasses_then_boundOneFailsAndTheFutureIsLeftAlone() {
        CompletableFuture<String> bounded = Deadline.after(Duration.ofMillis(1)).bound(future, () -> LATE);
        assertSame(LATE, causeOf(bounded));
        assertFalse(future.isDone());
        future.complete("nobody waits any more");
        assertSame(LATE, causeOf(bounded));
    }

    @Test
    void when_deadlineHasPassedBefore_then_boundOneFailsSoon() {
        assertSame(LATE, causeOf(Deadline.after(Duration.ofMillis(-5)).bound(future, () -> LATE)));
    }

    /** Or every answer would stay in memory until its deadline. */
    @Test
    void when_futureCompletesInTime_then_nothingWaitsForTheDeadlineAnyMore() {
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<String> answered = new CompletableFuture<>();
            Deadline.after(Duration.ofHours(1)).bound(answered, () -> LATE);
            answered.complete("done");
        }
        while (Deadline.TIMER.pendingTimeouts() >= 1_000) {
            Thread.onSpinWait();
        }
    }

    private static Throwable causeOf(CompletableFuture<String> failed) {
        return assertThrows(CompletionException.class, failed::join).getCause();
    }
}
