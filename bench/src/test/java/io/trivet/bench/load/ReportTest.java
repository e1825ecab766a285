package io.trivet.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.bench.load.generator.Kind;
import io.trivet.bench.load.generator.LoadResult;
import io.trivet.bench.load.generator.Second;
import io.trivet.bench.load.measure.Costs.Cost;
import io.trivet.bench.load.measure.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    private Path folder;

    private static Measured measured() {
        Histogram latency = new Histogram(3);
        for (int i = 1; i <= 100; i++) {
            latency.recordValue(i * 1_000_000L);
        }
        LoadResult load = new LoadResult(
                2,
                100,
                Map.of(Kind.GET, latency),
                Map.of("no_leader", 3L),
                7,
                List.of(new Second(1, 40, 3, 10, 20, 30), new Second(2, 60, 0, 11, 21, 31)));
        return new Measured(load, Map.of("node1", new Cost(0.5, 200)));
    }

    @Test
    void when_runIsWritten_then_jsonHasItsFigures() throws IOException {
        new Report("get <fast>", measured(), List.of()).write(folder);
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        assertEquals(50, json.path("throughput").asDouble());
        assertEquals(50, json.path("latency_ms").path("get").path("p50").asDouble(), 0.1);
        assertEquals(100, json.path("latency_ms").path("get").path("p99.9").asDouble(), 0.2);
        assertEquals(3, json.path("errors").path("no_leader").asInt());
        assertEquals(7, json.path("unsent").asInt());
        assertEquals(0.5, json.path("costs").path("node1").path("cpuSeconds").asDouble());
        assertEquals(2, json.path("timeline").size());
    }

    @Test
    void when_runIsWritten_then_htmlStandsAlone() throws IOException {
        new Report("get <fast>", measured(), List.of("key 3 is missing")).write(folder);
        String html = Files.readString(folder.resolve("report.html"));
        assertTrue(html.contains("WRONG ANSWERS") && html.contains("key 3 is missing"), html);
        assertTrue(html.contains("get &lt;fast&gt;") && html.contains("<polyline"), html);
        assertFalse(html.contains("src=") || html.contains("href="), html);
    }

    @Test
    void when_summaryIsMade_then_itTellsCostsAndErrors() {
        String text = Summary.of(measured());
        assertTrue(text.contains("throughput 50 a second, 100 calls answered in 2.0 s"), text);
        assertTrue(text.contains("7 calls were due and could not be sent in time"), text);
        assertTrue(text.contains("0.50 s of CPU, 5000 us a call, 200 MiB resident"), text);
        assertTrue(text.matches("(?s).*error no_leader +3\n.*"), text);
    }
}
