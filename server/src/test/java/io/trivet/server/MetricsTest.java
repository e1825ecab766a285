package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /metrics} of a live node: what it counts, and that docs/metrics.md and the dashboard tell of the same. */
class MetricsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Path DOCS = Path.of("..", "docs", "metrics.md");
    private static final Path DASHBOARD = Path.of("..", "conf", "grafana-dashboard.json");
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `(trivet_\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\w+) (\\w+)$", Pattern.MULTILINE);
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_][a-z0-9_]*)(\\{.*})? (\\S+)$");

    @TempDir
    private static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new TestNode(folder, "limits.max_value=1KiB");
        node.awaitReady();
        // The log begins with an entry of Raft's own; the next one, which tells who is a member, may be on its way.
        long end = System.nanoTime() + 30_000_000_000L;
        while (samples().get("trivet_raft_applied_index") < 2) {
            assertTrue(System.nanoTime() < end, "nobody is a member after 30 s");
            Thread.sleep(10);
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void when_requestsAreAnswered_then_eachIsCountedOnce() throws Exception {
        Map<String, Double> before = samples();
        send("PUT", "/v1/kv/a", "value");
        send("PUT", "/v1/kv/b", "value");
        send("GET", "/v1/kv/a", null);
        send("GET", "/v1/kv/a?consistency=stale", null);
        send("GET", "/v1/kv/nobody", null);
        send("PUT", "/v1/kv/a", "x".repeat(2_000));
        send("GET", "/nowhere", null);
        Map<String, Double> after = samples();

        assertCounted(2, before, after, requests("/v1/kv/{key}", "PUT", 201));
        assertCounted(2, before, after, requests("/v1/kv/{key}", "GET", 200));
        assertCounted(1, before, after, requests("/v1/kv/{key}", "GET", 404));
        assertCounted(1, before, after, requests("/v1/kv/{key}", "PUT", 413));
        assertCounted(1, before, after, requests("none", "GET", 404));
        assertCounted(2, before, after, "trivet_read_stage_seconds_count{stage=\"barrier\"}");
        assertCounted(3, before, after, "trivet_read_stage_seconds_count{stage=\"memory\"}");
        for (String stage : Set.of("gathered", "queued", "appended", "replicated", "applied", "answered")) {
            assertCounted(2, before, after, "trivet_write_stage_seconds_count{stage=\"" + stage + "\"}");
        }
        assertCounted(2, before, after, "trivet_store_revision");
        assertCounted(2, before, after, "trivet_store_keys");
        assertCounted(2, before, after, "trivet_raft_applied_index");
    }

    @Test
    void when_nodeLeads_then_itSaysSo() throws Exception {
        Map<String, Double> samples = samples();
        assertEquals(1, samples.get("trivet_raft_leading"));
        assertEquals(1, samples.get("trivet_raft_leader_known"));
        assertTrue(samples.get("trivet_raft_term") >= 1);
    }

    @Test
    void when_metricsAreScraped_then_allAreDocumentedAndNoOthers() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = DOCUMENTED.matcher(Files.readString(DOCS));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        assertEquals(documented, families());
    }

    @Test
    void when_dashboardAsksForMetric_then_itIsThere() throws Exception {
        Set<String> asked = new TreeSet<>();
        Matcher name = Pattern.compile("\\b(trivet|jvm|process|system)_\\w+").matcher(Files.readString(DASHBOARD));
        while (name.find()) {
            asked.add(name.group());
        }
        send("GET", "/v1/kv/a", null); // there is no meter of requests, or of collections, before the first
        System.gc();
        await("jvm_gc_pause");
        await("trivet_raft_lag");
        Set<String> told = new TreeSet<>();
        samples().keySet().forEach(sample -> told.add(sample.replaceAll("\\{.*", "")));
        asked.removeAll(told);
        assertEquals(Set.of(), asked);
    }

    /** The families of this software by name, with their types. Each has a line of help, and well-formed samples. */
    private static Map<String, String> families() throws Exception {
        await("trivet_raft_lag"); // a leader asks its members every two seconds
        String text = scrape();
        Map<String, String> families = new TreeMap<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            String name = type.group(1);
            if (name.startsWith("trivet_") && !name.endsWith("_max")) {
                families.put(name, type.group(2));
                assertTrue(text.contains("# HELP " + name + " "), name);
            }
        }
        return families;
    }

    private static void await(String name) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!scrape().contains("\n" + name)) {
            assertTrue(System.nanoTime() < end, () -> "there is no " + name);
            Thread.sleep(50);
        }
    }

    private static void assertCounted(int times, Map<String, Double> before, Map<String, Double> after, String sample) {
        assertEquals(times, after.getOrDefault(sample, 0.0) - before.getOrDefault(sample, 0.0), sample);
    }

    private static String requests(String route, String method, int status) {
        return "trivet_http_request_seconds_count{method=\"%s\",route=\"%s\",status=\"%d\"}"
                .formatted(method, route, status);
    }

    private static Map<String, Double> samples() throws Exception {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : scrape().split("\n")) {
            if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                assertTrue(sample.matches(), line);
                String labels = sample.group(2) == null ? "" : sample.group(2);
                samples.put(
                        sample.group(1) + labels,
                        Double.parseDouble(sample.group(3).replace("Inf", "Infinity")));
            }
        }
        return samples;
    }

    private static String scrape() throws Exception {
        HttpResponse<String> answer = send("GET", "/metrics", null);
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElseThrow());
        return answer.body();
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(node.uri(path))
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
