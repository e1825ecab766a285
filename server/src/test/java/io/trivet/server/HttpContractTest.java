package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of docs/http-api.md against a node of its own, through a client library. */
class HttpContractTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger KEYS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static TestNode node;

    private final String key = "/v1/kv/key" + KEYS.incrementAndGet();

    @BeforeAll
    static void start() throws Exception {
        node = new TestNode(folder, "limits.max_value=64KiB", "retention.revisions=1000000");
        node.awaitReady();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    // ------------------------------------------------------------------ the original calls

    @Test
    void when_keyIsSet_then_getTellsIt() throws Exception {
        HttpResponse<byte[]> set = send("POST", "/set", "{\"key\":\"o1\",\"value\":\"grüße \\u2713\"}");
        assertEquals(200, set.statusCode());
        assertEquals("{\"message\":\"OK\"}", text(set));
        assertEquals("application/json", header(set, "Content-Type"));

        HttpResponse<byte[]> got = send("GET", "/get?key=o1", null);
        assertEquals(200, got.statusCode());
        assertEquals("grüße ✓", JSON.readTree(got.body()).get("message").textValue());
        assertEquals("linearizable", header(got, "Kv-Consistency"));
        assertEquals(header(set, "Kv-Revision"), header(got, "Kv-Revision"));
    }

    @Test
    void when_setIsPut_then_itIsTheSame() throws Exception {
        assertEquals(200, send("PUT", "/set", "{\"value\":\"\",\"key\":\"o2\"}").statusCode());
        assertEquals("{\"message\":\"\"}", text(send("GET", "/get?key=o2", null)));
    }

    @Test
    void when_keyIsMissing_then_getIs404() throws Exception {
        assertProblem(404, "key_not_found", send("GET", "/get?key=nobody", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "\"key\"",
                "{",
                "{}",
                "{\"key\":\"a\"}",
                "{\"value\":\"a\"}",
                "{\"key\":1,\"value\":\"a\"}",
                "{\"key\":\"a\",\"value\":null}",
                "{\"key\":\"a\",\"value\":{\"x\":1}}",
                "{\"key\":\"a\",\"key\":\"b\",\"value\":\"a\"}",
                "{\"key\":\"a\",\"value\":\"a\",\"ttl\":\"1\"}",
                "{\"key\":\"a\",\"value\":\"a\"} x",
                "{\"key\":\"a\",\"value\":\"\\ud800\"}",
                "{\"key\":\"\",\"value\":\"a\"}",
                "{'key':'a','value':'b'}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void when_setBodyIsNotSuchJson_then_itIs400AndNotApplied(String body) throws Exception {
        HttpResponse<byte[]> answer = send("POST", "/set", body);
        assertEquals(400, answer.statusCode(), body);
        assertEquals("not_applied", problem(answer).get("outcome").textValue());
    }

    @Test
    void when_valueIsNotText_then_getIs422() throws Exception {
        sendBytes("PUT", "/v1/kv/binary", new byte[] {(byte) 0xff, 0});
        HttpResponse<byte[]> answer = send("GET", "/get?key=binary", null);
        assertProblem(422, "not_utf8", answer);
        assertTrue(text(answer).contains("/v1/kv/"));
    }

    // ------------------------------------------------------------------ records as bytes

    @Test
    void when_recordIsPut_then_bytesAndTypeComeBack() throws Exception {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        HttpResponse<byte[]> put = sendBytes("PUT", key, value, "Content-Type", "image/x; a=\"b\"");
        assertEquals(201, put.statusCode());
        assertEquals(0, put.body().length);

        HttpResponse<byte[]> got = send("GET", key, null);
        assertEquals(200, got.statusCode());
        assertArrayEquals(value, got.body());
        assertEquals("image/x; a=\"b\"", header(got, "Content-Type"));
        assertEquals("nosniff", header(got, "X-Content-Type-Options"));
        assertEquals(header(put, "ETag"), header(got, "ETag"));
        assertEquals("\"" + header(put, "Kv-Revision") + "\"", header(put, "ETag"));

        HttpResponse<byte[]> replaced = sendBytes("PUT", key, new byte[0]);
        assertEquals(204, replaced.statusCode());
        assertNotEquals(header(put, "ETag"), header(replaced, "ETag"));
        HttpResponse<byte[]> empty = send("GET", key, null);
        assertEquals(200, empty.statusCode());
        assertEquals(0, empty.body().length);
        assertEquals("application/octet-stream", header(empty, "Content-Type"));
    }

    @Test
    void when_headIsAsked_then_onlyTheBodyIsMissing() throws Exception {
        send("PUT", key, "four");
        HttpResponse<byte[]> got = send("GET", key, null);
        HttpResponse<byte[]> head = send("HEAD", key, null);
        assertEquals(200, head.statusCode());
        assertEquals(0, head.body().length);
        for (String name : new String[] {"Content-Length", "Content-Type", "ETag", "Kv-Revision", "Kv-Consistency"}) {
            assertEquals(header(got, name), header(head, name), name);
        }
        assertEquals(404, send("HEAD", "/v1/kv/nobody", null).statusCode());
    }

    @Test
    void when_recordIsDeleted_then_itIsGone() throws Exception {
        send("PUT", key, "x");
        HttpResponse<byte[]> deleted = send("DELETE", key, null);
        assertEquals(204, deleted.statusCode());
        assertEquals("1", header(deleted, "Kv-Deleted"));
        assertProblem(404, "key_not_found", send("GET", key, null));
        HttpResponse<byte[]> again = send("DELETE", key, null);
        assertEquals(204, again.statusCode());
        assertEquals("0", header(again, "Kv-Deleted"));
        assertEquals(header(deleted, "Kv-Revision"), header(again, "Kv-Revision"), "nothing changed");
        assertEquals(201, send("PUT", key, "y").statusCode());
    }

    @Test
    void when_conditionFails_then_412CarriesTheCurrentTag() throws Exception {
        assertProblem(412, "precondition_failed", send("PUT", key, "x", "If-Match", "*"));
        assertNull(header(send("PUT", key, "x", "If-Match", "\"1\""), "ETag"));
        HttpResponse<byte[]> created = send("PUT", key, "x", "If-None-Match", "*");
        assertEquals(201, created.statusCode());
        String tag = header(created, "ETag");

        HttpResponse<byte[]> refused = send("PUT", key, "y", "If-None-Match", "*");
        assertProblem(412, "precondition_failed", refused);
        assertEquals(tag, header(refused, "ETag"));
        assertEquals("not_applied", problem(refused).get("outcome").textValue());

        HttpResponse<byte[]> swapped = send("PUT", key, "y", "If-Match", "\"0\", " + tag);
        assertEquals(204, swapped.statusCode());
        assertEquals(412, send("PUT", key, "z", "If-Match", tag).statusCode());
        assertEquals(412, send("DELETE", key, null, "If-Match", tag).statusCode());
        assertEquals(
                204,
                send("DELETE", key, null, "If-Match", header(swapped, "ETag")).statusCode());
        assertEquals(412, send("DELETE", key, null, "If-Match", "*").statusCode());
    }

    @Test
    void when_readIsConditional_then_304Or412() throws Exception {
        String tag = header(send("PUT", key, "x"), "ETag");
        HttpResponse<byte[]> same = send("GET", key, null, "If-None-Match", tag);
        assertEquals(304, same.statusCode());
        assertEquals(tag, header(same, "ETag"));
        assertEquals(304, send("GET", key, null, "If-None-Match", "W/" + tag).statusCode());
        assertEquals(304, send("GET", key, null, "If-None-Match", "*").statusCode());
        assertEquals(200, send("GET", key, null, "If-None-Match", "\"0\"").statusCode());
        assertEquals(200, send("GET", key, null, "If-Match", tag).statusCode());
        assertEquals(412, send("GET", key, null, "If-Match", "\"0\"").statusCode());
    }

    @Test
    void when_pastIsRead_then_itIsAsItWas() throws Exception {
        String first = header(send("PUT", key, "one"), "Kv-Revision");
        String second = header(send("PUT", key, "two"), "Kv-Revision");
        String third = header(send("DELETE", key, null), "Kv-Revision");

        HttpResponse<byte[]> past = send("GET", key + "?revision=" + first, null);
        assertEquals("one", text(past));
        assertEquals(first, header(past, "Kv-Revision"));
        assertEquals("two", text(send("GET", key + "?revision=" + second, null)));
        assertEquals(404, send("GET", key + "?revision=" + third, null).statusCode());
        long future = Long.parseLong(third) + 1_000_000;
        assertProblem(400, "future_revision", send("GET", key + "?revision=" + future, null));
    }

    @Test
    void when_readIsStale_then_itSaysHowFarBehind() throws Exception {
        String revision = header(send("PUT", key, "x"), "Kv-Revision");
        HttpResponse<byte[]> stale =
                send("GET", key + "?consistency=stale&max_stale=5s", null, "Kv-Min-Revision", revision);
        assertEquals(200, stale.statusCode());
        assertEquals("stale", header(stale, "Kv-Consistency"));
        assertTrue(header(stale, "Kv-Staleness").matches("[0-9]+ms"), header(stale, "Kv-Staleness"));
    }

    @Test
    void when_minRevisionIsNeverReached_then_readIs504() throws Exception {
        HttpResponse<byte[]> late =
                send("GET", key + "?consistency=stale&timeout=50ms", null, "Kv-Min-Revision", "999999999");
        assertProblem(504, "timeout", late);
        assertNull(problem(late).get("outcome"), "a read has no outcome");
    }

    // ------------------------------------------------------------------ requests that are wrong

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "GET, /v1/kv/a?consistency=strong, invalid_parameter",
                "GET, /v1/kv/a?consistency=stale&consistency=stale, duplicate_parameter",
                "GET, /v1/kv/a?max_stale=2s, conflicting_parameters",
                "GET, /v1/kv/a?consistency=stale&max_stale=2, invalid_parameter",
                "GET, /v1/kv/a?revision=0, invalid_parameter",
                "GET, /v1/kv/a?revision=-1, invalid_parameter",
                "GET, /v1/kv/a?revision=x, invalid_parameter",
                "GET, /v1/kv/a?revision=99999999999999999999, invalid_parameter",
                "GET, /v1/kv/a?timeout=0ms, invalid_parameter",
                "GET, /v1/kv/a?timeout=61s, invalid_parameter",
                "GET, /v1/kv/a?timeout=fast, invalid_parameter",
                "GET, /v1/kv/a?tiemout=2s, unknown_parameter",
                "PUT, /v1/kv/a?revision=3, unknown_parameter",
                "GET, /v1/kv/, empty_key",
                "PUT, /v1/kv/, empty_key",
                "GET, /get, missing_parameter",
                "GET, /get?key=, empty_key",
                "GET, /get?key=a&key=b, duplicate_parameter",
            })
    void when_requestIsMalformed_then_itIs400(String method, String path, String code) throws Exception {
        assertProblem(400, code, send(method, path, method.equals("PUT") ? "x" : null));
    }

    @Test
    void when_headerIsWrong_then_itIs400() throws Exception {
        assertProblem(400, "invalid_parameter", send("GET", key, null, "Kv-Min-Revision", "x"));
        assertProblem(400, "invalid_header", send("PUT", key, "x", "If-Match", "12"));
        assertProblem(400, "conflicting_headers", send("PUT", key, "x", "If-Match", "*", "If-None-Match", "*"));
        assertProblem(400, "unsupported_header", send("PUT", key, "x", "Kv-Ttl", "2s"));
        assertProblem(400, "unsupported_header", send("PUT", key, "x", "Idempotency-Key", "2s"));
        assertProblem(400, "content_type_too_long", send("PUT", key, "x", "Content-Type", "a/" + "b".repeat(300)));
        assertProblem(415, "unsupported_content_encoding", send("PUT", key, "x", "Content-Encoding", "gzip"));
        String fields = "{\"key\":\"" + key.substring("/v1/kv/".length()) + "\",\"value\":\"x\"}";
        assertProblem(400, "unsupported_header", send("POST", "/set", fields, "If-None-Match", "*"));
        assertProblem(400, "unsupported_header", send("PUT", "/set", fields, "If-Match", "\"1\""));
        assertProblem(400, "unsupported_header", send("POST", "/set", fields, "Kv-Ttl", "2s"));
        assertProblem(415, "unsupported_content_encoding", send("POST", "/set", fields, "Content-Encoding", "gzip"));
        assertEquals(404, send("GET", key, null).statusCode(), "nothing of all that was written");
    }

    @Test
    void when_methodOrPathIsWrong_then_405Or404() throws Exception {
        HttpResponse<byte[]> wrong = send("POST", key, "x");
        assertProblem(405, "method_not_allowed", wrong);
        assertEquals("DELETE, GET, HEAD, PUT", header(wrong, "Allow"));
        assertProblem(405, "method_not_allowed", send("DELETE", "/get?key=a", null));
        assertProblem(405, "method_not_allowed", send("GET", "/set", null));
        assertProblem(405, "method_not_allowed", send("GET", "/v1/cluster/leader", null));
        assertProblem(404, "no_such_route", send("GET", "/", null));
        assertProblem(404, "no_such_route", send("GET", "/v1/kv", null));
        assertProblem(404, "no_such_route", send("GET", "/v2/kv/a", null));
        assertProblem(404, "no_such_route", send("GET", "/get/", null));
    }

    @Test
    void when_valueIsAtOrOverTheLimit_then_itIsTakenOrIs413() throws Exception {
        byte[] largest = new byte[64 * 1024];
        Arrays.fill(largest, (byte) 'v');
        assertEquals(201, sendBytes("PUT", key, largest).statusCode());
        assertArrayEquals(largest, send("GET", key, null).body());
        assertProblem(413, "value_too_large", sendBytes("PUT", key, new byte[64 * 1024 + 1]));
        assertProblem(413, "value_too_large", sendBytes("PUT", key, new byte[10 * 1024 * 1024]));
        String value = "v".repeat(64 * 1024);
        assertEquals(
                200,
                send("POST", "/set", "{\"key\":\"large\",\"value\":\"" + value + "\"}")
                        .statusCode());
        assertProblem(413, "value_too_large", send("POST", "/set", "{\"key\":\"large\",\"value\":\"" + value + "v\"}"));
    }

    @Test
    void when_keyIsAtOrOverTheLimit_then_itIsTakenOrIs414() throws Exception {
        assertEquals(201, send("PUT", "/v1/kv/" + "k".repeat(4096), "x").statusCode());
        assertEquals(204, send("PUT", "/v1/kv/" + "%6b".repeat(4096), "x").statusCode(), "the same key");
        assertProblem(414, "key_too_long", send("PUT", "/v1/kv/" + "k".repeat(4097), "x"));
        assertProblem(414, "key_too_long", send("GET", "/get?key=" + "k".repeat(4097), null));
        assertProblem(414, "key_too_long", send("GET", "/v1/kv/" + "%00".repeat(5000), null));
    }

    // ------------------------------------------------------------------ the node

    @Test
    void when_nodeRuns_then_itIsAliveAndReady() throws Exception {
        HttpResponse<byte[]> live = send("GET", "/livez", null);
        assertEquals(200, live.statusCode());
        assertEquals(1, text(live).lines().count());
        assertEquals(200, send("GET", "/readyz", null).statusCode());
    }

    @Test
    void when_clusterIsAsked_then_itIsToldWhole() throws Exception {
        JsonNode cluster = JSON.readTree(send("GET", "/v1/cluster", null).body());
        assertEquals("test", cluster.get("cluster_id").textValue());
        assertEquals("solo", cluster.get("leader").textValue());
        assertTrue(cluster.get("term").isIntegralNumber());
        assertTrue(cluster.get("revision").isIntegralNumber());
        JsonNode member = cluster.get("members").get(0);
        assertEquals("solo", member.get("id").textValue());
        assertEquals("leader", member.get("role").textValue());
        assertEquals("127.0.0.1:" + node.port(), member.get("http").textValue());
        assertNotNull(member.get("raft").textValue());
        assertTrue(member.get("applied_index").longValue() > 0);
        assertTrue(member.get("committed_index").longValue() > 0);
        assertEquals(0, member.get("lag").longValue());
        assertNotNull(member.get("version").textValue());
    }

    @Test
    void when_leadershipIsMoved_then_unknownMembersAreRefused() throws Exception {
        assertEquals(
                200, send("POST", "/v1/cluster/leader", "{\"to\":\"solo\"}").statusCode());
        assertProblem(400, "unknown_member", send("POST", "/v1/cluster/leader", "{\"to\":\"node9\"}"));
        assertProblem(400, "invalid_json", send("POST", "/v1/cluster/leader", "{}"));
    }

    // ------------------------------------------------------------------ helpers

    private static HttpResponse<byte[]> send(String method, String path, String body, String... headers)
            throws Exception {
        return sendBytes(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static HttpResponse<byte[]> sendBytes(String method, String path, byte[] body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.uri(path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode problem(HttpResponse<byte[]> response) throws Exception {
        assertEquals("application/problem+json", header(response, "Content-Type"));
        return JSON.readTree(response.body());
    }

    private static void assertProblem(int status, String code, HttpResponse<byte[]> response) throws Exception {
        assertEquals(status, response.statusCode(), text(response));
        JsonNode problem = problem(response);
        assertEquals(code, problem.get("code").textValue());
        assertEquals(status, problem.get("status").intValue());
        for (String field : new String[] {"type", "title", "detail"}) {
            assertFalse(problem.get(field).textValue().isEmpty(), field);
        }
    }
}
