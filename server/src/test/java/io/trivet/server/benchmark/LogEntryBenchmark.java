package io.trivet.server.benchmark;

import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The log entry of a put, to bytes and back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class LogEntryBenchmark {

    private final Proposal proposal = new Proposal(1, ScratchStore.put(7, new SplittableRandom(2)));
    private final ByteBuffer encoded = ByteBuffer.wrap(ProposalCodec.encode(proposal));

    @Benchmark
    public byte[] encode() {
        return ProposalCodec.encode(proposal);
    }

    @Benchmark
    public Proposal decode() {
        return ProposalCodec.decode(encoded);
    }
}
