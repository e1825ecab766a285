package io.trivet.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command against a server that keeps what it is given, and may change it. */
class RunCommandTest {

    @TempDir
    private Path folder;

    private final Map<String, byte[]> data = new ConcurrentHashMap<>();
    private final AtomicLong revision = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private HttpServer server;
    private volatile boolean lies;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/kv/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean put = exchange.getRequestMethod().equals("PUT");
        byte[] body =
                put ? exchange.getRequestBody().readAllBytes() : data.get(path).clone();
        if (put) {
            data.put(path, body);
        } else if (lies) {
            body[body.length - 1] ^= 1;
        }
        exchange.getResponseHeaders().set("ETag", "\"" + revision.incrementAndGet() + "\"");
        exchange.sendResponseHeaders(put ? 204 : 200, put ? -1 : body.length);
        if (!put) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private int run() throws Exception {
        List<String> options = List.of(
                "--workload",
                "get",
                "--clients",
                "2",
                "--keys",
                "20",
                "--seconds",
                "1",
                "--warm-up",
                "0",
                "--endpoints",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--report",
                folder.toString());
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new RunCommand(RunOptions.parse(options), print).run();
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void when_answersAreRight_then_itSaysSo() throws Exception {
        assertEquals(Bench.DONE, run(), this::told);
        assertTrue(told().endsWith("every answer was right\n"), told());
    }

    @Test
    void when_oneBitIsWrong_then_theRunFails() throws Exception {
        lies = true;
        assertEquals(Bench.WRONG_ANSWER, run(), this::told);
        assertTrue(told().contains("bytes that were never written to it"), told());
    }
}
