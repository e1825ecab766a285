package io.trivet.bench.load.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.trivet.bench.report.HtmlPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A comparison as files.
 *
 * @param what was compared, in a line
 * @param results of each contest, at least one round
 * @param syncRates how often a second the disk made something durable, after each round
 * @param violations what was wrong
 */
record Report(String what, Map<Contest, Comparison> results, List<Double> syncRates, List<String> violations) {

    /** Writes {@code result.json}, with every figure of every round, and {@code report.html}. */
    void write(Path folder) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        results.forEach((contest, comparison) -> all.put(contest.toString(), comparison.rounds()));
        all.put("syncs_a_second", syncRates);
        all.put("violations", violations);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve("result.json").toFile(), all);
        page().write(folder.resolve("report.html"));
    }

    /** The figures in words. */
    String table() {
        return Table.of(results, Spread.of(syncRates));
    }

    private HtmlPage page() {
        boolean good = violations.isEmpty();
        return new HtmlPage(
                "bench: " + what,
                good,
                good ? "Every answer was right" : "WRONG ANSWERS",
                what,
                Bars.draw(results),
                table() + String.join("\n", violations));
    }
}
