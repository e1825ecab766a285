package io.trivet.server.concurrent;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The moment after which nobody waits for an answer any more. Measured with the monotonic clock, so a step of the wall
 * clock neither extends nor shortens it.
 */
public final class Deadline {
    private static final Duration TICK = Duration.ofMillis(10);

    /** A wheel, as nearly every deadline is called off before it passes: that takes no lock and wakes nobody. */
    static final HashedWheelTimer TIMER =
            new HashedWheelTimer(Threads.named("trivet-deadlines"), TICK.toMillis(), TimeUnit.MILLISECONDS);

    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** The deadline that passes after this time. */
    public static Deadline after(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /** Whole milliseconds that are left, 0 once it has passed. */
    public long remainingMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime()));
    }

    /** Of this and another the one that passes last. */
    public Deadline later(Deadline other) {
        return other.nanos - nanos > 0 ? other : this;
    }

    public boolean hasPassed() {
        return nanos - System.nanoTime() <= 0;
    }

    /**
     * A future that follows another until the deadline, and then fails, some 20 ms later and on the timer's thread, which must not
     * be held up. The other future is left alone: what it stands for goes on.
     *
     * @param late makes what it fails with; must not throw
     */
    public <T> CompletableFuture<T> bound(CompletableFuture<T> future, Supplier<? extends RuntimeException> late) {
        if (future.isDone()) {
            return future;
        }
        CompletableFuture<T> bounded = new CompletableFuture<>();
        long left = Math.max(1, nanos - System.nanoTime());
        Timeout passing =
                TIMER.newTimeout(timeout -> bounded.completeExceptionally(late.get()), left, TimeUnit.NANOSECONDS);
        future.whenComplete((value, failure) -> {
            passing.cancel();
            if (failure == null) {
                bounded.complete(value);
            } else {
                bounded.completeExceptionally(Threads.unwrap(failure));
            }
        });
        return bounded;
    }
}
