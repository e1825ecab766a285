package io.trivet.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server that notes what it is asked. */
class KvClientTest {

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private KvClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new KvClient(KvClient.httpClient(threads), base);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void when_keyHoldsSlashesDotsAndUnicode_then_everyByteIsEscaped() {
        client.get("a//../%2F é");
        assertEquals(List.of("GET /v1/kv/a%2F%2F%2E%2E%2F%252F%20%C3%A9"), List.copyOf(asked));
    }

    @Test
    void when_readHasOptions_then_theyAreSent() {
        client.get("k", new ReadOptions(true, 7, 9, Duration.ofMillis(300)));
        assertEquals(
                List.of("GET /v1/kv/k?consistency=stale&revision=7&timeout=300ms Kv-Min-Revision=9"),
                List.copyOf(asked));
    }

    @Test
    void when_writeHasCondition_then_itIsSent() {
        client.put("k", "v", WriteOptions.PLAIN.when(12));
        client.put("k", "v", WriteOptions.PLAIN.when(WriteOptions.ABSENT));
        client.delete("k", WriteOptions.PLAIN.within(Duration.ofMillis(5)));
        assertEquals(
                List.of("PUT /v1/kv/k If-Match=\"12\"", "PUT /v1/kv/k If-None-Match=*", "DELETE /v1/kv/k?timeout=5ms"),
                List.copyOf(asked));
    }

    @Test
    void when_answerIsAProblem_then_codeAndOutcomeAreRead() {
        Reply.Answered answer = assertInstanceOf(Reply.Answered.class, client.get("problem"));
        assertEquals(504, answer.status());
        assertEquals("deadline_passed", answer.code());
        assertEquals("unknown", answer.outcome());
    }

    @Test
    void when_answerHasHeaders_then_revisionsAreRead() {
        Reply.Answered answer = assertInstanceOf(Reply.Answered.class, client.get("k"));
        assertEquals(41, answer.etag());
        assertEquals(42, answer.storeRevision());
        assertEquals(-1, answer.deleted());
    }

    @Test
    void when_serverClosesConnection_then_requestIsSentOnceAndUnknown() {
        assertEquals(WriteResult.UNKNOWN, client.get("drop").writeResult());
        assertEquals(1, asked.size(), "the client repeated a request by itself: " + asked);
        assertEquals(
                WriteResult.UNKNOWN, client.put("drop", "v", WriteOptions.PLAIN).writeResult());
        assertEquals(2, asked.size(), "the client repeated a request by itself: " + asked);
    }

    @Test
    void when_nobodyListens_then_writeIsNotApplied() {
        server.stop(0);
        Reply reply = client.put("k", "v", WriteOptions.PLAIN);
        assertTrue(reply instanceof Reply.Unanswered unanswered && unanswered.neverSent(), reply::toString);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(describe(exchange));
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/drop")) {
            exchange.close();
            return;
        }
        boolean problem = path.endsWith("/problem");
        String body = problem ? "{\"code\":\"deadline_passed\",\"outcome\":\"unknown\"}" : "value";
        exchange.getResponseHeaders().set("Content-Type", problem ? "application/problem+json" : "text/plain");
        exchange.getResponseHeaders().set("ETag", "\"41\"");
        exchange.getResponseHeaders().set("Kv-Revision", "42");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(problem ? 504 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String describe(HttpExchange exchange) {
        StringBuilder text = new StringBuilder();
        text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
        for (String header : List.of("If-Match", "If-None-Match", "Kv-Min-Revision")) {
            List<String> values = exchange.getRequestHeaders().get(header);
            if (values != null) {
                text.append(' ').append(header).append('=').append(values.get(0));
            }
        }
        return text.toString();
    }
}
