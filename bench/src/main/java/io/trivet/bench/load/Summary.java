package io.trivet.bench.load;

import io.trivet.bench.load.generator.LoadResult;
import io.trivet.bench.load.measure.Measured;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A measurement in words. */
final class Summary {

    private final StringBuilder text = new StringBuilder();

    private Summary() {}

    static String of(Measured measured) {
        Summary summary = new Summary();
        LoadResult load = measured.load();
        summary.line(
                "throughput %,.0f a second, %,d calls answered in %.1f s",
                load.throughput(), load.answered(), load.seconds());
        summary.line("%-10s %10s %9s %9s %9s %9s %9s", "latency, ms", "calls", "p50", "p90", "p99", "p99.9", "longest");
        load.latencies().forEach((kind, latency) -> summary.latency(kind.name().toLowerCase(Locale.ROOT), latency));
        if (load.unsent() > 0) {
            summary.line("%,d calls were due and could not be sent in time: the rate is too high", load.unsent());
        }
        load.errors().forEach((code, times) -> summary.line("error %-26s %,d", code, times));
        measured.costs()
                .forEach((name, cost) -> summary.line(
                        "%-10s %6.2f s of CPU, %.0f us a call, %d MiB resident",
                        name,
                        cost.cpuSeconds(),
                        cost.cpuSeconds() * 1e6 / Math.max(1, load.answered()),
                        cost.residentMib()));
        return summary.text.toString();
    }

    private void latency(String name, Histogram latency) {
        line(
                "%-11s %,10d %9.2f %9.2f %9.2f %9.2f %9.2f",
                name,
                latency.getTotalCount(),
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(90) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(99.9) / 1e6,
                latency.getMaxValue() / 1e6);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
