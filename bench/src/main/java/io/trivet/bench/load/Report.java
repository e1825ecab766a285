package io.trivet.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.bench.load.generator.LoadResult;
import io.trivet.bench.load.generator.Second;
import io.trivet.bench.load.measure.Measured;
import io.trivet.bench.report.HtmlPage;
import io.trivet.bench.report.Plot;
import io.trivet.bench.report.Svg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * A run as files.
 *
 * @param what was done, in a line
 * @param measured how it went
 * @param violations what was wrong
 */
record Report(String what, Measured measured, List<String> violations) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Writes {@code result.json} and {@code report.html}. */
    void write(Path folder) throws IOException {
        JSON.writeValue(folder.resolve("result.json").toFile(), json());
        page().write(folder.resolve("report.html"));
    }

    private ObjectNode json() {
        LoadResult load = measured.load();
        ObjectNode root = JSON.createObjectNode();
        root.put("run", what);
        root.put("seconds", load.seconds());
        root.put("answered", load.answered());
        root.put("throughput", load.throughput());
        root.put("unsent", load.unsent());
        root.set("errors", JSON.valueToTree(load.errors()));
        root.set("violations", JSON.valueToTree(violations));
        ObjectNode latency = root.putObject("latency_ms");
        load.latencies().forEach((kind, of) -> latency.set(kind.name().toLowerCase(Locale.ROOT), percentiles(of)));
        root.set("costs", JSON.valueToTree(measured.costs()));
        root.set("timeline", JSON.valueToTree(load.timeline()));
        return root;
    }

    private static ObjectNode percentiles(Histogram latency) {
        ObjectNode node = JSON.createObjectNode();
        node.put("calls", latency.getTotalCount());
        for (double percentile : new double[] {50, 90, 99, 99.9}) {
            String name = percentile == Math.rint(percentile) ? "p%.0f" : "p%.1f";
            node.put(String.format(Locale.ROOT, name, percentile), latency.getValueAtPercentile(percentile) / 1e6);
        }
        return node.put("longest", latency.getMaxValue() / 1e6);
    }

    private HtmlPage page() {
        boolean good = violations.isEmpty();
        return new HtmlPage(
                "bench: " + what,
                good,
                String.format(Locale.ROOT, "%,.0f a second", measured.load().throughput())
                        + (good ? "" : ", and WRONG ANSWERS"),
                what,
                drawing(),
                Summary.of(measured) + String.join("\n", violations));
    }

    private String drawing() {
        Svg svg = new Svg(measured.load().seconds());
        new Plot(svg, "calls a second: answered, failed")
                .counts(Map.of("ok", line(Second::answered), "failed", line(Second::failed)));
        new Plot(svg, "latency of what was answered, milliseconds: p50, p99, longest")
                .millis(Map.of("p50", line(Second::p50), "p99", line(Second::p99), "longest", line(Second::longest)));
        Plot.axis(svg, measured.load().seconds());
        return svg.toString();
    }

    private double[] line(ToDoubleFunction<Second> value) {
        return measured.load().timeline().stream().mapToDouble(value).toArray();
    }
}
