package io.trivet.bench.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, with a deadline. */
public final class Poll {

    private static final Duration INTERVAL = Duration.ofMillis(20);

    private Poll() {}

    /**
     * Waits until the condition holds.
     *
     * @param what the condition in words, for the error
     * @throws IllegalStateException when it does not hold within {@code limit}
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        untilPresent(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Waits until there is a value and returns it.
     *
     * @param what the condition in words, for the error
     * @throws IllegalStateException when there is none within {@code limit}
     */
    public static <T> T untilPresent(String what, Duration limit, Supplier<Optional<T>> value) {
        long start = System.nanoTime();
        while (true) {
            Optional<T> now = value.get();
            if (now.isPresent()) {
                return now.get();
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new IllegalStateException("not within " + limit.toMillis() + " ms: " + what);
            }
            pause(INTERVAL);
        }
    }

    /** Waits for a while, to space out attempts. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
