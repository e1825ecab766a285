package io.trivet.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trivet.bench.client.KvClient;
import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.history.History;
import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written down of the answers of a server that says what the test wants. */
class RecordingClientTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final History history = new History();
    private HttpServer server;
    private RecordingClient client;
    private int status;
    private String body = "";
    private Map<String, String> headers = Map.of();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new RecordingClient(3, "node1", new KvClient(KvClient.httpClient(threads), base), history);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void when_putIsAcknowledged_then_itsRevisionIsTheEntityTag() {
        given(204, "", Map.of("ETag", "\"7\"", "Kv-Revision", "9"));
        client.put("k", "v", WriteOptions.PLAIN);
        Operation write = history.writes().get(0);
        assertEquals(3, write.process());
        assertTrue(write.isAppliedWrite());
        assertEquals(7, write.revision());
        assertEquals(9, write.storeRevision());
        assertEquals(List.of(), history.complaints());
    }

    @Test
    void when_putIsConditional_then_theHistorySaysWhatItExpected() {
        given(204, "", Map.of("ETag", "\"7\"", "Kv-Revision", "7"));
        client.put("k", "v", WriteOptions.PLAIN);
        client.put("k", "w", WriteOptions.PLAIN.when(7));
        client.put("k", "x", WriteOptions.PLAIN.when(WriteOptions.ABSENT));
        Operation exchange = history.writes().get(1);
        assertEquals(Kind.CAS, exchange.op());
        assertEquals("v", exchange.from());
        assertEquals("w", exchange.to());
        assertNull(history.writes().get(2).from());
        assertThrows(IllegalArgumentException.class, () -> client.put("k", "y", WriteOptions.PLAIN.when(99)));
    }

    @Test
    void when_deleteRemovesTheKey_then_itsRevisionIsTheStores() {
        given(204, "", Map.of("Kv-Deleted", "1", "Kv-Revision", "9"));
        client.delete("k", WriteOptions.PLAIN);
        assertEquals(9, history.writes().get(0).revision());
    }

    @Test
    void when_deleteFindsNothing_then_itChangesNothing() {
        given(204, "", Map.of("Kv-Deleted", "0", "Kv-Revision", "9"));
        client.delete("k", WriteOptions.PLAIN);
        assertEquals(List.of(), history.appliedWrites());
        assertEquals(false, history.writes().get(0).found());
    }

    @Test
    void when_conditionFails_then_itSaysSoAndWhatIsThere() {
        given(412, "", Map.of("ETag", "\"5\"", "Kv-Revision", "9"));
        client.put("k", "v", WriteOptions.PLAIN.when(WriteOptions.ABSENT));
        Operation refused = history.writes().get(0);
        assertEquals(false, refused.succeeded());
        assertEquals(Outcome.OK, refused.outcome());
        assertEquals(5, refused.revision());
        assertEquals(9, refused.storeRevision());
        assertEquals(0, history.acknowledged());
    }

    @Test
    void when_outcomeIsUnknown_then_theWriteNeverCompletes() {
        given(504, "{\"outcome\":\"unknown\"}", Map.of("Content-Type", "application/problem+json"));
        client.put("k", "v", WriteOptions.PLAIN);
        assertEquals(Outcome.UNKNOWN, history.writes().get(0).outcome());
        assertEquals(Operation.NEVER, history.writes().get(0).end());
        assertEquals(List.of(), history.complaints());
    }

    @Test
    void when_problemNamesNoOrTheWrongOutcome_then_itIsAComplaint() {
        given(503, "{\"outcome\":\"unknown\"}", Map.of("Content-Type", "application/problem+json"));
        client.put("k", "v", WriteOptions.PLAIN);
        given(504, "{}", Map.of("Content-Type", "application/problem+json"));
        client.put("k", "w", WriteOptions.PLAIN);
        assertEquals(2, history.complaints().size());
    }

    @Test
    void when_serverFailsOrForgetsRevisions_then_itIsAComplaint() {
        given(500, "", Map.of());
        client.put("k", "v", WriteOptions.PLAIN);
        client.get("k", ReadOptions.LINEARIZABLE);
        given(200, "v", Map.of("ETag", "\"5\""));
        client.get("k", ReadOptions.LINEARIZABLE);
        given(201, "", Map.of());
        client.put("k", "w", WriteOptions.PLAIN);
        assertEquals(3, history.complaints().size(), () -> history.complaints().toString());
    }

    private void given(int newStatus, String newBody, Map<String, String> newHeaders) {
        status = newStatus;
        body = newBody;
        headers = newHeaders;
    }

    private void answer(HttpExchange exchange) throws IOException {
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
