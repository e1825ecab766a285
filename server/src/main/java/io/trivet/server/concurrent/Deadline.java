package io.trivet.server.concurrent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The moment after which nobody waits for an answer any more. Measured with the monotonic clock, so a step of the wall
 * clock neither extends nor shortens it.
 */
public final class Deadline {
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
     * A future that follows another until the deadline, and then fails with what {@code late} makes. The other future
     * is left alone: what it stands for goes on.
     */
    public <T> CompletableFuture<T> bound(CompletableFuture<T> future, Supplier<? extends RuntimeException> late) {
        if (future.isDone()) {
            return future;
        }
        long left = Math.max(1, nanos - System.nanoTime());
        return future.copy().orTimeout(left, TimeUnit.NANOSECONDS).exceptionally(failure -> {
            Throwable cause = Threads.unwrap(failure);
            if (cause instanceof TimeoutException) {
                throw late.get();
            }
            throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
        });
    }
}
