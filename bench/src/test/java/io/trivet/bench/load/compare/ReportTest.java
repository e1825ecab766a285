package io.trivet.bench.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.bench.load.compare.Comparison.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    private Path folder;

    private static Report report(List<String> violations) {
        Comparison comparison = new Comparison();
        comparison.add(Map.of("trivet, HTTP", figures(3_000, 10), "etcd, gRPC", figures(1_000, 20)));
        comparison.add(Map.of("trivet, HTTP", figures(6_000, 30), "etcd, gRPC", figures(1_500, 40)));
        return new Report(
                "trivet <against> etcd", Map.of(new Contest("get", 64), comparison), List.of(900.0), violations);
    }

    private static Figures figures(double throughput, double p99) {
        return new Figures(throughput, 1, p99, 0, 20, 300, 250);
    }

    @Test
    void when_tableIsMade_then_itHasFiguresAndRatios() {
        String table = report(List.of()).table();
        assertTrue(table.matches("(?s).*\netcd, gRPC +1,250 \\(1,000 to 1,500\\) .*"), table);
        assertTrue(
                table.matches("(?s).*\nget, 64 clients +3.50 \\(3.00 to 4.00\\) +0.63 \\(0.50 to 0.75\\) +-\n.*"),
                table);
    }

    @Test
    void when_comparisonIsWritten_then_htmlStandsAloneAndHasABarForEachSystem() throws IOException {
        report(List.of("etcd: key 3 is missing")).write(folder);
        String html = Files.readString(folder.resolve("report.html"));
        assertTrue(html.contains("WRONG ANSWERS") && html.contains("etcd: key 3 is missing"), html);
        assertTrue(html.contains("trivet &lt;against&gt; etcd"), html);
        assertEquals(4, html.split("class='median'", -1).length - 1, html);
        assertTrue(html.contains(">4,500 (3,000 to 6,000)<") && html.contains(">20.00 (10.00 to 30.00)<"), html);
        assertFalse(html.contains("src=") || html.contains("href="), html);
    }

    @Test
    void when_comparisonIsWritten_then_jsonHasEveryRound() throws IOException {
        report(List.of()).write(folder);
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        JsonNode second = json.path("get, 64 clients").path(1);
        assertEquals(6_000, second.path("trivet, HTTP").path("throughput").asDouble());
        assertEquals(900, json.path("syncs_a_second").path(0).asDouble());
        assertEquals(0, json.path("violations").size());
    }
}
