package io.trivet.bench.load.generator;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run has shown.
 *
 * @param seconds how long it lasted
 * @param answered how many calls were answered in this time
 * @param latencies of the calls that were due in it, in nanoseconds, by kind
 * @param errors how many of those ended otherwise, by code
 * @param unsent how many of those could not be sent before its end; each is in {@code latencies} with the time it had waited
 * @param timeline the run second by second
 */
public record LoadResult(
        double seconds,
        long answered,
        Map<Kind, Histogram> latencies,
        Map<String, Long> errors,
        long unsent,
        List<Second> timeline) {

    /** Answers a second. */
    public double throughput() {
        return answered / seconds;
    }

    /** The latencies of all kinds together. */
    public Histogram latency() {
        Histogram all = Recorder.histogram();
        latencies.values().forEach(all::add);
        return all;
    }

    /** A percentile of all latencies, in milliseconds; 0 when nothing was answered. */
    public double millis(double percentile) {
        return latency().getValueAtPercentile(percentile) / 1e6;
    }
}
