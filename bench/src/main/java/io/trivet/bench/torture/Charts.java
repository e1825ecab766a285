package io.trivet.bench.torture;

import io.trivet.bench.fault.FaultEvent;
import io.trivet.bench.report.Plot;
import io.trivet.bench.report.Svg;
import io.trivet.bench.torture.LeaderWatch.Reign;
import io.trivet.bench.torture.Timeline.Second;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The picture of a run: calls and latency over time, with the faults as bands and the leaders as lanes below. */
final class Charts {

    private static final int LANE = 18;

    private final TortureResult result;
    private final Svg svg;
    private final List<Second> seconds;

    private Charts(TortureResult result) {
        this.result = result;
        this.svg = new Svg(second(result.end()));
        this.seconds = result.timeline();
    }

    static String draw(TortureResult result) {
        Charts charts = new Charts(result);
        charts.throughput();
        charts.latency();
        charts.faults();
        charts.leaders();
        Plot.axis(charts.svg, charts.second(result.end()));
        return charts.svg.toString();
    }

    private double second(long nanos) {
        return (nanos - result.start()) / 1e9;
    }

    private void bands(int top, int tall) {
        for (FaultEvent fault : result.faults()) {
            svg.bar(second(fault.start()), second(fault.end()), top, tall, "band", describe(fault));
        }
    }

    private void throughput() {
        Plot plot = new Plot(svg, "calls a second: answered, refused, unknown");
        bands(plot.top(), Plot.HEIGHT);
        plot.counts(Map.of("ok", line(Second::ok), "failed", line(Second::failed), "unknown", line(Second::unknown)));
    }

    private void latency() {
        Plot plot = new Plot(svg, "latency of what was answered, milliseconds: p50, p99, longest");
        bands(plot.top(), Plot.HEIGHT);
        plot.millis(Map.of("p50", line(Second::p50), "p99", line(Second::p99), "longest", line(Second::longest)));
    }

    private double[] line(ToDoubleFunction<Second> value) {
        return seconds.stream().mapToDouble(value).toArray();
    }

    private void faults() {
        Plot.title(svg, "faults");
        Map<String, Integer> lanes = new TreeMap<>();
        for (FaultEvent fault : result.faults()) {
            lanes.computeIfAbsent(fault.kind(), kind -> {
                int lane = svg.room(LANE);
                svg.label(lane + 13, kind);
                return lane;
            });
            int lane = lanes.get(fault.kind());
            svg.bar(second(fault.start()), second(fault.end()), lane + 2, LANE - 4, "fault", describe(fault));
            svg.text(second(fault.start()), lane + 13, fault.target(), "inside");
        }
    }

    private void leaders() {
        Plot.title(svg, "leaders, with their terms");
        Map<String, Integer> lanes = new TreeMap<>();
        for (int i = 1; i <= result.options().nodes(); i++) {
            int lane = svg.room(LANE);
            lanes.put("node" + i, lane);
            svg.label(lane + 13, "node" + i);
        }
        for (Reign reign : result.reigns()) {
            Integer lane = lanes.get(reign.node());
            if (lane != null) {
                String hint = reign.node() + " in term " + reign.term();
                svg.bar(second(reign.start()), second(reign.end()), lane + 2, LANE - 4, "leader", hint);
                svg.text(second(reign.start()), lane + 13, Long.toString(reign.term()), "inside");
            }
        }
    }

    private String describe(FaultEvent fault) {
        return String.format(
                Locale.ROOT,
                "%s of %s, %.1f to %.1f s %s",
                fault.kind(),
                fault.target(),
                second(fault.start()),
                second(fault.end()),
                fault.note());
    }
}
