package io.trivet.server.benchmark;

import io.trivet.statemachine.Read;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A point read of a store with 100,000 keys in table files, which its block cache holds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ReadBenchmark {

    private static final int KEYS = 100_000;

    private final SplittableRandom random = new SplittableRandom(2);
    private ScratchStore scratch;

    @Setup
    public void open() throws IOException {
        scratch = ScratchStore.withKeys(KEYS);
    }

    @Benchmark
    public Read found() {
        return read(random.nextInt(KEYS), true);
    }

    @Benchmark
    public Read absent() {
        return read(KEYS + random.nextInt(KEYS), false);
    }

    private Read read(int number, boolean there) {
        Read read = scratch.store().read(ScratchStore.key(number));
        if ((read.record() != null) != there) {
            throw new IllegalStateException("key " + number + " is " + read.record());
        }
        return read;
    }

    @TearDown
    public void close() throws IOException {
        scratch.close();
    }
}
