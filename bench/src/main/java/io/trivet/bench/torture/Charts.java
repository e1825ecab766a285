package io.trivet.bench.torture;

import io.trivet.bench.fault.FaultEvent;
import io.trivet.bench.torture.LeaderWatch.Reign;
import io.trivet.bench.torture.Timeline.Second;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The picture of a run: calls and latency over time, with the faults as bands and the leaders as lanes below. */
final class Charts {

    private static final int CHART = 170;
    private static final int GAP = 34;
    private static final int LANE = 18;
    private static final double SHORTEST_MILLIS = 0.5;
    private static final double LONGEST_MILLIS = 10_000;
    private static final double[] DECADES = {1, 10, 100, 1_000, 10_000};

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
        charts.axis();
        return charts.svg.toString();
    }

    private double second(long nanos) {
        return (nanos - result.start()) / 1e9;
    }

    private int title(String text) {
        int top = svg.room(GAP);
        svg.text(0, top + GAP - 8, text, "title");
        return top + GAP;
    }

    private void bands(int top, int tall) {
        for (FaultEvent fault : result.faults()) {
            svg.bar(second(fault.start()), second(fault.end()), top, tall, "band", describe(fault));
        }
    }

    private void throughput() {
        int top = title("calls a second: answered, refused, unknown");
        svg.room(CHART);
        bands(top, CHART);
        double most = Math.max(
                10,
                seconds.stream()
                        .mapToInt(one -> Math.max(one.ok(), Math.max(one.failed(), one.unknown())))
                        .max()
                        .orElse(0));
        for (double share : new double[] {0, 0.5, 1}) {
            double y = top + CHART * (1 - share);
            svg.rule(y);
            svg.label(y + 4, String.format(Locale.ROOT, "%.0f", most * share));
        }
        line("ok", one -> top + CHART * (1 - one.ok() / most));
        line("failed", one -> top + CHART * (1 - one.failed() / most));
        line("unknown", one -> top + CHART * (1 - one.unknown() / most));
    }

    private void latency() {
        int top = title("latency of what was answered, milliseconds: p50, p99, longest");
        svg.room(CHART);
        bands(top, CHART);
        for (double decade : DECADES) {
            svg.rule(latencyY(top, decade));
            svg.label(latencyY(top, decade) + 4, String.format(Locale.ROOT, "%.0f", decade));
        }
        line("p50", one -> latencyY(top, one.p50()));
        line("p99", one -> latencyY(top, one.p99()));
        line("longest", one -> latencyY(top, one.longest()));
    }

    private static double latencyY(int top, double millis) {
        double shown = Math.min(LONGEST_MILLIS, Math.max(SHORTEST_MILLIS, millis));
        return top + CHART * (1 - Math.log(shown / SHORTEST_MILLIS) / Math.log(LONGEST_MILLIS / SHORTEST_MILLIS));
    }

    private void faults() {
        title("faults");
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
        title("leaders, with their terms");
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

    private void axis() {
        int top = svg.room(GAP);
        double length = second(result.end());
        double step = length <= 20 ? 2 : length <= 120 ? 10 : length <= 600 ? 60 : 300;
        for (double at = 0; at <= length; at += step) {
            svg.text(at, top + 20, String.format(Locale.ROOT, "%.0f s", at), "axis");
        }
    }

    private void line(String style, ToDoubleFunction<Second> y) {
        svg.line(seconds.stream().mapToDouble(y).toArray(), style);
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
