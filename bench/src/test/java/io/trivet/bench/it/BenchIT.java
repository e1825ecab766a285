package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/bench} against real nodes. No figure decides: what it read must be right, and nothing may fail. */
class BenchIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path REPORTS = Path.of("target", "it", "bench").toAbsolutePath();

    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    private static LocalCluster cluster;

    @BeforeAll
    static void start() {
        cluster = Clusters.start(ClusterSpec.of("bench-nodes", 3));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"set,linearizable", "get,linearizable", "get,stale", "cas,linearizable"})
    void when_loadIsMade_then_everyAnswerIsRight(String workload, String consistency) throws IOException {
        Tool run = bench(workload, "--consistency", consistency);
        assertEquals(0, run.exitCode(), run.output() + run.messages());
        JsonNode result = result(workload);
        assertTrue(result.path("answered").asLong() > 0, result::toString);
        assertEquals(0, result.path("violations").size(), result::toString);
        result.path("errors").fieldNames().forEachRemaining(code -> assertEquals("conflict", code));
    }

    @Test
    void when_rateIsFixed_then_everyCallThatWasDueCounts() throws IOException {
        Tool run = bench("mixed", "--rate", "200");
        assertEquals(0, run.exitCode(), run.output() + run.messages());
        JsonNode latency = result("mixed").path("latency_ms");
        assertEquals(
                200,
                latency.path("get").path("calls").asInt()
                        + latency.path("set").path("calls").asInt());
    }

    @Test
    void when_systemsAreCompared_then_eachIsMeasuredAndReported() throws IOException {
        Path report = REPORTS.resolve("compare");
        String line = "bin/bench compare --workloads get --clients 4 --keys 100 --settle 1 --rounds 1 --seconds 1"
                + " --warm-up 0 --report ";
        Tool compare = Tool.run(LIMIT, Map.of("TRIVET_JAVA_OPTS", QUICK), List.of((line + report).split(" ", -1)));
        assertEquals(0, compare.exitCode(), compare.output() + compare.messages());
        JsonNode round = result("compare").path("get, 4 clients").path(0);
        for (String system : List.of("trivet, HTTP", "constant, HTTP")) {
            assertTrue(round.path(system).path("throughput").asDouble() > 0, round::toString);
        }
        assertTrue(Files.readString(report.resolve("report.html")).contains("get, 4 clients: answers a second"));
    }

    @Test
    void when_microBenchmarksAreListed_then_eachRoomHasSome() {
        Tool list = Tool.project(LIMIT, "bin/bench", "micro", "-l");
        assertEquals(0, list.exitCode(), list.output() + list.messages());
        for (String name : List.of("ApplyBenchmark.newKeys", "ReadBenchmark.found", "PeerCodecBenchmark.encode")) {
            assertTrue(list.output().contains(name), list::output);
        }
    }

    private static Tool bench(String workload, String option, String value) {
        String endpoints =
                cluster.nodes().stream().map(node -> node.http().toString()).collect(Collectors.joining(","));
        return Tool.project(
                LIMIT,
                "bin/bench",
                "run",
                "--workload",
                workload,
                "--clients",
                "8",
                "--keys",
                "300",
                "--seconds",
                "1",
                "--warm-up",
                "1",
                "--endpoints",
                endpoints,
                "--report",
                REPORTS.resolve(workload).toString(),
                option,
                value);
    }

    private static JsonNode result(String workload) throws IOException {
        return new ObjectMapper()
                .readTree(REPORTS.resolve(workload).resolve("result.json").toFile());
    }
}
