package io.trivet.bench.workload;

import io.trivet.bench.client.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Many calls in a row with a bound on those in flight. */
public final class Burst {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Burst() {}

    /**
     * Makes calls number 0 to {@code count - 1}, at most {@code inFlight} at a time, and waits for all of them.
     *
     * @return how long it took
     * @throws IllegalStateException when nothing ends for a minute
     */
    public static Duration run(int count, int inFlight, IntFunction<CompletableFuture<Reply>> call) {
        Semaphore permits = new Semaphore(inFlight);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            acquire(permits, 1, i);
            CompletableFuture<Reply> unused = call.apply(i).whenComplete((reply, failure) -> permits.release());
        }
        acquire(permits, inFlight, count);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void acquire(Semaphore permits, int number, int calls) {
        try {
            if (!permits.tryAcquire(number, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("stuck after " + calls + " calls");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a burst of calls", e);
        }
    }
}
