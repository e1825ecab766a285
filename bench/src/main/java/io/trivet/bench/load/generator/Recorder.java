package io.trivet.bench.load.generator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Writes down how calls ended. Instants are nanoseconds since the run began. Latency and errors are of all calls that were
 * due in it, also of those that were answered after its end; throughput and the seconds are of the calls that were answered
 * in it. The event loop thread alone.
 */
final class Recorder {

    private static final long SECOND = 1_000_000_000L;
    private static final long FINEST_NANOS = 1_000;
    private static final long LONGEST_NANOS = 3_600 * SECOND;
    private static final int DIGITS = 3;

    private final long end;
    private final Consumer<Second> progress;
    private final Map<Kind, Histogram> latencies = new EnumMap<>(Kind.class);
    private final Map<String, Long> errors = new TreeMap<>();
    private final List<Second> seconds = new ArrayList<>();
    private final Histogram second = histogram();
    private long secondErrors;
    private long answered;
    private long unsent;

    /**
     * Has nothing written down yet.
     *
     * @param end when no more calls are to be sent
     */
    Recorder(long end, Consumer<Second> progress) {
        this.end = end;
        this.progress = progress;
    }

    static Histogram histogram() {
        return new Histogram(FINEST_NANOS, LONGEST_NANOS, DIGITS);
    }

    /** When the run is to end. */
    long end() {
        return end;
    }

    /** A call was answered as it should be. */
    void answered(Kind kind, long due, long now) {
        long took = Math.min(LONGEST_NANOS, now - due);
        second.recordValue(took);
        if (now < end) {
            answered++;
        }
        latencies.computeIfAbsent(kind, any -> histogram()).recordValue(took);
    }

    /** A call ended otherwise. */
    void failed(String code) {
        secondErrors++;
        errors.merge(code, 1L, Long::sum);
    }

    /** A call was due and there was no time left to send it: its latency is what it has waited, at the least. */
    void unsent(Kind kind, long due) {
        unsent++;
        latencies.computeIfAbsent(kind, any -> histogram()).recordValue(Math.min(LONGEST_NANOS, end - due));
    }

    /** A second has passed since the last one was closed. */
    void closeSecond(long now) {
        if (now > end + SECOND / 2) {
            return;
        }
        Second closed = new Second(
                now / 1e9,
                second.getTotalCount(),
                secondErrors,
                second.getValueAtPercentile(50) / 1e6,
                second.getValueAtPercentile(99) / 1e6,
                second.getMaxValue() / 1e6);
        second.reset();
        secondErrors = 0;
        seconds.add(closed);
        progress.accept(closed);
    }

    /** All that was written down, once the last call has ended. */
    LoadResult result(long now) {
        double measured = Math.min(now, end) / 1e9;
        return new LoadResult(measured, answered, latencies, errors, unsent, seconds);
    }
}
