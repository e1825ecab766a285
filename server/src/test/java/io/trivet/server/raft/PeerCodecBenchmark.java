package io.trivet.server.raft;

import java.io.IOException;
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

/** A forwarded put, to bytes and back. Its log entry is bytes already. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PeerCodecBenchmark {

    private static final int LOG_ENTRY_BYTES = 300;

    private final PeerRequest request =
            new PeerRequest(PeerRequest.Kind.PROPOSE, "trivet-4711", 2_000, new byte[LOG_ENTRY_BYTES]);
    private final byte[] encoded = PeerCodec.encode(request);

    @Benchmark
    public byte[] encode() {
        return PeerCodec.encode(request);
    }

    @Benchmark
    public Object decode() throws IOException {
        return PeerCodec.decodeRequest(encoded);
    }
}
