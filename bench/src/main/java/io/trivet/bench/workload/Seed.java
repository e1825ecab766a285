package io.trivet.bench.workload;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The seed of the random choices of one test.
 *
 * @param value what {@code -Dtrivet.seed=} takes to repeat the choices
 */
public record Seed(long value) {

    /** The seed of {@code -Dtrivet.seed=}, or a new one; printed either way. */
    public static Seed announce(String test) {
        return announce(test, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    }

    /** The seed of {@code -Dtrivet.seed=}, or the usual one; printed either way. */
    public static Seed announce(String test, long usual) {
        Seed seed = new Seed(Long.getLong("trivet.seed", usual));
        System.out.println(test + ": -Dtrivet.seed=" + seed.value);
        return seed;
    }

    /** An independent stream of choices. */
    public Random stream(int number) {
        return new Random(value * 1_000_003L + number);
    }
}
