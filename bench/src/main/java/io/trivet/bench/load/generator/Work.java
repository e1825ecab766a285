package io.trivet.bench.load.generator;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Which call comes next. The event loop thread alone. */
public interface Work {

    /** The next call of whichever client asks; null when there is none any more. */
    @Nullable Task next();

    /** One call to make. */
    record Task(Kind kind, int key) {}

    /** Calls on random keys, without end. */
    static Work random(Mix mix, int keys, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> new Task(mix.kind(random.nextInt(100)), random.nextInt(keys));
    }

    /** So many gets of random keys. */
    static Work sample(int count, int keys, long seed) {
        Work endless = random(Mix.GET, keys, seed);
        int[] made = {0};
        return () -> made[0]++ < count ? endless.next() : null;
    }

    /** A set of every key. */
    static Work fill(int keys) {
        int[] next = {0};
        return () -> next[0] < keys ? new Task(Kind.SET, next[0]++) : null;
    }
}
