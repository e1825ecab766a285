package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.RawHttp.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the listener byte by byte: odd keys, odd clients, bad clients. The node lives on after each. */
class HttpWireTest {
    private static final String END = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    @TempDir
    private static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new TestNode(
                folder,
                "http.request_header_timeout=500ms",
                "http.request_body_timeout=500ms",
                "limits.max_value=1MiB");
        node.awaitReady();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a//b",
                "//",
                "/",
                "..",
                "a/../b",
                "./a",
                "%2F",
                "a%2Fb%2f..",
                "%00",
                "%ff%fe",
                "a;b=c",
                ";",
                "a+b",
                "a%20b",
                "%25",
                "a:b@c,d!$&'()*",
                "~-._",
                "%E2%9C%93",
                "\u00e2\u009c\u0093x",
                "k%3F%23",
                "get?"
            })
    void when_keyIsOdd_then_itIsTakenLiterally(String key) throws Exception {
        String value = "value of " + key;
        assertTrue(put(key, value) < 300, key);
        Answer got = RawHttp.exchange(node.port(), "GET /v1/kv/" + key + END + "\r\n");
        assertEquals(200, got.status(), key);
        assertEquals(value, new String(got.body(), java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void when_keysDifferOnlyInWhatOthersNormalise_then_theyAreDifferent() throws Exception {
        List<String> keys = List.of("n/x", "n//x", "n/./x", "n/y/../x", "n/x/", "N/x", "n/x;v=1", "n/x%00");
        for (String key : keys) {
            assertEquals(201, put(key, key), key);
        }
        for (String key : keys) {
            assertEquals(
                    key,
                    RawHttp.exchange(node.port(), "GET /v1/kv/" + key + END + "\r\n")
                            .text());
        }
        assertEquals(204, put("n%2Fx", "same key as n/x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%1", "%zz", "a%", "%%30", "%u1234"})
    void when_percentEncodingIsBad_then_itIs400(String key) throws Exception {
        assertEquals(400, RawHttp.status(node.port(), "GET /v1/kv/" + key + END + "\r\n"));
        assertEquals(400, RawHttp.status(node.port(), "GET /get?key=" + key + END + "\r\n"));
        assertServes();
    }

    @Test
    void when_requestIsNotHttp_then_nodeLivesOn() throws Exception {
        for (String garbage : new String[] {
            "\r\n\r\n\r\n",
            "GET\r\n\r\n",
            "\u0016\u0003\u0001\u0002",
            "GET / HTTP/9.9\r\n\r\n",
            "GET /" + "x".repeat(100_000),
            "GET / HTTP/1.1\r\nHost: x\r\nA: " + "y".repeat(100_000) + "\r\n\r\n",
            "PUT /v1/kv/a HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
            "PUT /v1/kv/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "PUT /v1/kv/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "PUT /v1/kv/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"
        }) {
            try (RawHttp http = new RawHttp(node.port())) {
                http.send(garbage);
            }
            assertServes();
        }
    }

    @Test
    void when_headersComeTooSlowly_then_connectionIsClosed() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            assertTrue(http.isClosed());
        }
        assertServes();
    }

    @Test
    void when_bodyIsHalfSent_then_itIs408AndNothingIsWritten() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("PUT /v1/kv/half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
            Answer answer = http.read();
            assertEquals(408, answer.status());
            assertTrue(answer.text().contains("\"outcome\":\"not_applied\""), answer.text());
            assertTrue(http.isClosed());
        }
        assertEquals(404, RawHttp.status(node.port(), "GET /v1/kv/half" + END + "\r\n"));
    }

    @Test
    void when_clientGoesAwayInTheBody_then_nothingIsWrittenAndMemoryIsGivenBack() throws Exception {
        // Each claims the largest body; together they are far over limits.max_inflight_bytes.
        for (int i = 0; i < 200; i++) {
            try (RawHttp http = new RawHttp(node.port())) {
                http.send("PUT /v1/kv/away HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\nhello");
            }
        }
        assertEventually(() -> put("after-away", "x") < 300);
        assertEquals(404, RawHttp.status(node.port(), "GET /v1/kv/away" + END + "\r\n"));
    }

    @Test
    void when_bodyIsChunked_then_itIsTaken() throws Exception {
        String chunked =
                "PUT /v1/kv/chunked HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
        assertEquals(201, RawHttp.status(node.port(), chunked));
        assertEquals(
                "hello world",
                RawHttp.exchange(node.port(), "GET /v1/kv/chunked" + END + "\r\n")
                        .text());
    }

    @Test
    void when_chunkedBodyIsTooLarge_then_itIs413() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("PUT /v1/kv/big HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 16; i++) {
                http.send(chunk);
            }
            http.send("1\r\nx\r\n");
            assertEquals(413, http.read().status());
        }
        assertServes();
    }

    @Test
    void when_clientSendsATooLargeBodyToItsEnd_then_itFindsTheAnswerAndGoesOn() throws Exception {
        String body = "x".repeat(1 << 20);
        for (String path : List.of("PUT /v1/kv/big", "PUT /nowhere", "PATCH /v1/kv/big")) {
            try (RawHttp http = new RawHttp(node.port())) {
                http.send(path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + (32 << 20) + "\r\n\r\n");
                for (int i = 0; i < 32; i++) {
                    http.send(body);
                }
                assertTrue(http.read().status() >= 400);
                http.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals(200, http.read().status());
            }
        }
    }

    @Test
    void when_limitIsTheLargest_then_aValueOfThatSizeIsKept(@TempDir Path other) throws Exception {
        try (TestNode large = new TestNode(other, "limits.max_value=16MiB", "limits.max_inflight_bytes=256MiB")) {
            large.awaitReady();
            String value = "v".repeat(16 << 20);
            Answer put = RawHttp.exchange(
                    large.port(), "PUT /v1/kv/large" + END + "Content-Length: " + value.length() + "\r\n\r\n" + value);
            assertEquals(201, put.status(), put::text);
            assertEquals(
                    value,
                    RawHttp.exchange(large.port(), "GET /v1/kv/large" + END + "\r\n")
                            .text());
        }
    }

    @Test
    void when_clientsDoNotTakeTheirAnswers_then_memoryIsBoundedAndTheNodeServesOn(@TempDir Path other)
            throws Exception {
        try (TestNode large = new TestNode(other, "limits.max_value=16MiB", "limits.max_inflight_bytes=100MiB")) {
            large.awaitReady();
            String value = "v".repeat(16 << 20);
            RawHttp.exchange(
                    large.port(), "PUT /v1/kv/large" + END + "Content-Length: " + value.length() + "\r\n\r\n" + value);
            String get = "GET /v1/kv/large" + END + "\r\n";
            List<RawHttp> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 12; i++) {
                    RawHttp http = new RawHttp(large.port());
                    idle.add(http);
                    http.send(get);
                }
                assertEventually(() -> RawHttp.status(large.port(), get) == 503);
                assertEquals(404, RawHttp.status(large.port(), "GET /v1/kv/small" + END + "\r\n"));
            } finally {
                for (RawHttp http : idle) {
                    http.close();
                }
            }
            assertEventually(() -> RawHttp.status(large.port(), get) == 200);
        }
    }

    @Test
    void when_clientNeverEndsATooLargeBody_then_itIsCutOff() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("PUT /v1/kv/big HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\nhello");
            assertEquals(413, http.read().status());
            assertTrue(http.isClosed());
        }
    }

    @Test
    void when_clientExpectsContinue_then_itIsToldBeforeTheBody() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("PUT /v1/kv/expect HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertEquals(100, http.read().status());
            http.send("hello");
            assertEquals(201, http.read().status());
        }
    }

    @Test
    void when_tooLargeBodyIsExpected_then_itIsRefusedBeforeItIsSent() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send(
                    "PUT /v1/kv/expect HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
            assertEquals(413, http.read().status());
        }
    }

    @Test
    void when_requestsArePipelined_then_answersComeInOrder() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("PUT /v1/kv/pipe HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n%02d".formatted(i));
                requests.append("GET /v1/kv/pipe HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            http.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                assertEquals(i == 0 ? 201 : 204, http.read().status());
                assertEquals("%02d".formatted(i), http.read().text());
            }
        }
    }

    @Test
    void when_clientSpeaksHttp10_then_itIsServedAndConnectionIsClosed() throws Exception {
        put("old", "value");
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("GET /v1/kv/old HTTP/1.0\r\n\r\n");
            Answer answer = http.read();
            assertEquals(200, answer.status());
            assertEquals("value", answer.text());
            assertTrue(http.isClosed());
        }
    }

    @Test
    void when_pathHasAnAuthorityInFront_then_itIsTheSame() throws Exception {
        put("proxied", "value");
        assertEquals(
                "value",
                RawHttp.exchange(node.port(), "GET http://example.org/v1/kv/proxied" + END + "\r\n")
                        .text());
    }

    @Test
    void when_headerIsGivenTwice_then_itIs400() throws Exception {
        assertEquals(
                400,
                RawHttp.status(node.port(), "GET /v1/kv/a" + END + "Kv-Min-Revision: 1\r\nKv-Min-Revision: 2\r\n\r\n"));
    }

    @Test
    void when_bodyComesWithGet_then_itIsIgnored() throws Exception {
        put("with-body", "value");
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("GET /v1/kv/with-body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            assertEquals("value", http.read().text());
            http.send("GET /v1/kv/with-body HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("value", http.read().text());
        }
    }

    /** Its time to send the body is over by then, and the body has long been there. */
    @Test
    void when_bodyComesWithGetThatTakesLong_then_itIsAnswered() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("GET /v1/kv/a?consistency=stale&timeout=1200ms HTTP/1.1\r\nHost: x\r\n"
                    + "Kv-Min-Revision: 999999999\r\nContent-Length: 3\r\n\r\nabc");
            assertEquals(504, http.read().status());
        }
    }

    @Test
    void when_bodyThatNobodyNeedsIsLarge_then_itIs413() throws Exception {
        String large = "x".repeat(4097);
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("GET /v1/kv/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4097\r\n\r\n" + large);
            assertEquals(413, http.read().status());
        }
    }

    @Test
    void when_thousandsOfConnectionsAreIdle_then_othersAreServed() throws Exception {
        List<RawHttp> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                idle.add(new RawHttp(node.port()));
            }
            assertServes();
        } finally {
            for (RawHttp http : idle) {
                http.close();
            }
        }
        assertServes();
    }

    @Test
    void when_clientUpgradesToHttp2_then_itIsServed() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest put = HttpRequest.newBuilder(node.uri("/v1/kv/h2%2F//..;x"))
                .PUT(BodyPublishers.ofString("over h2"))
                .build();
        client.send(HttpRequest.newBuilder(node.uri("/livez")).build(), BodyHandlers.discarding());
        HttpResponse<String> written = client.send(put, BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, written.version());
        assertEquals(201, written.statusCode());
        HttpResponse<String> got = client.send(HttpRequest.newBuilder(put.uri()).build(), BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, got.version());
        assertEquals("over h2", got.body());
        assertEquals(
                "over h2",
                RawHttp.exchange(node.port(), "GET /v1/kv/h2/%2F/..%3Bx" + END + "\r\n")
                        .text());
    }

    @Test
    void when_clientKnowsHttp2Already_then_prefaceIsAnswered() throws Exception {
        try (RawHttp http = new RawHttp(node.port())) {
            http.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0");
            assertFalse(http.isClosed(), "a SETTINGS frame comes back");
        }
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static void assertEventually(Check check) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!check.holds()) {
            assertTrue(System.nanoTime() < end, "not within 20 s");
            Thread.sleep(10);
        }
    }

    private static int put(String key, String value) throws Exception {
        return RawHttp.status(
                node.port(), "PUT /v1/kv/" + key + END + "Content-Length: " + value.length() + "\r\n\r\n" + value);
    }

    private static void assertServes() throws Exception {
        assertEquals(200, RawHttp.status(node.port(), "GET /livez" + END + "\r\n"));
    }
}
