package io.trivet.server.benchmark;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Puts that share a log entry: made, encoded and applied to a store that had 100,000 keys. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ApplyBenchmark {

    private static final int KEYS = 100_000;

    /** How many puts. */
    @Param({"1", "64"})
    public int batch;

    private final SplittableRandom random = new SplittableRandom(2);
    private ScratchStore scratch;
    private long created;

    @Setup
    public void open() throws IOException {
        scratch = ScratchStore.withKeys(KEYS);
        created = KEYS;
    }

    @Benchmark
    public void newKeys() {
        scratch.put(batch, () -> created++);
    }

    @Benchmark
    public void overwrites() {
        scratch.put(batch, () -> random.nextInt(KEYS));
    }

    /** Every put must have been applied, and to the key that it named. */
    @TearDown
    public void check() throws IOException {
        long revision = scratch.store().revision();
        long keys = scratch.store().keys();
        scratch.close();
        if (revision != scratch.puts() || keys != created) {
            throw new IllegalStateException(revision + " puts left " + keys + " keys");
        }
    }
}
