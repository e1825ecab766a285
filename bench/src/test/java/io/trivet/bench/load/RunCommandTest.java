package io.trivet.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Undertow server;
    private volatile boolean lies;

    @BeforeEach
    void start() {
        server = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .addHttpListener(
                        0,
                        "127.0.0.1",
                        exchange -> exchange.getRequestReceiver().receiveFullBytes(this::answer))
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void answer(HttpServerExchange exchange, byte[] sent) {
        boolean put = exchange.getRequestMethod().equals(Methods.PUT);
        exchange.getResponseHeaders().put(Headers.ETAG, "\"" + revision.incrementAndGet() + "\"");
        if (put) {
            data.put(exchange.getRequestPath(), sent);
            exchange.setStatusCode(204).endExchange();
            return;
        }
        byte[] body = data.get(exchange.getRequestPath()).clone();
        if (lies) {
            body[body.length - 1] ^= 1;
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
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
                "http:/" + server.getListenerInfo().get(0).getAddress(),
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
