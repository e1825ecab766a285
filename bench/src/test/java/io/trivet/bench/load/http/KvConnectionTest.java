package io.trivet.bench.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.trivet.bench.load.generator.AnswerListener;
import io.trivet.bench.load.generator.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The connection against a server that sends what it is told, byte by byte. */
class KvConnectionTest {

    private static final byte[] KEY = "bench-0000000001".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.US_ASCII);

    private final EventLoopGroup loops = new EpollEventLoopGroup(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private Connection connection;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        URI node = URI.create("http://127.0.0.1:" + server.getLocalPort());
        connection = new KvConnection(loops.next(), node, "linearizable");
    }

    @AfterEach
    void stop() throws IOException {
        loops.next().submit(connection::close).syncUninterruptibly();
        server.close();
        threads.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Listener implements AnswerListener {

        @Override
        public void value(byte[] value, long revision) {
            told.add("value " + new String(value, StandardCharsets.US_ASCII) + " at " + revision);
        }

        @Override
        public void missing() {
            told.add("missing");
        }

        @Override
        public void written(long revision) {
            told.add("written " + revision);
        }

        @Override
        public void conflict() {
            told.add("conflict");
        }

        @Override
        public void failed(String code) {
            told.add("failed " + code);
        }
    }

    /** Answers the requests of each connection one after the other; after the last answer it closes. */
    private void serve(String... answers) {
        threads.submit(() -> {
            int next = 0;
            while (next < answers.length) {
                try (Socket socket = server.accept()) {
                    boolean open = true;
                    while (open && next < answers.length && request(socket)) {
                        String answer = answers[next++].replace("|", "\r\n");
                        for (byte one : answer.getBytes(StandardCharsets.US_ASCII)) {
                            socket.getOutputStream().write(one);
                            socket.getOutputStream().flush();
                        }
                        open = !answer.contains("close");
                    }
                }
            }
            return null;
        });
    }

    /** Reads until the head of a request is complete, and its body. */
    private boolean request(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int one = socket.getInputStream().read();
            if (one < 0) {
                return false;
            }
            head.append((char) one);
        }
        if (head.toString().contains("Content-Length: 5")) {
            head.append(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
        }
        asked.add(head.toString().replaceAll("Host: \\S+", "Host: H").replace("\r\n", "|"));
        return true;
    }

    private String tell(Consumer<Connection> call) throws InterruptedException {
        loops.next().execute(() -> call.accept(connection));
        return told.poll(20, TimeUnit.SECONDS);
    }

    private String get() throws InterruptedException {
        return tell(open -> open.get(KEY, new Listener()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HTTP/1.1 200 OK|ETag: \"12\"|Content-Length: 5||value; value value at 12",
                "HTTP/1.1 200 OK|etag: \"12\"|content-length:5||value; value value at 12",
                "HTTP/1.1 200 OK|ETag: \"12\"|Transfer-Encoding: chunked||2|va|3|lue|0||; value value at 12",
                "HTTP/1.1 100 Continue||HTTP/1.1 200 OK|ETag: \"12\"|Content-Length: 5||value; value value at 12",
                "HTTP/1.1 404 Not Found|Content-Length: 0||; missing",
                "HTTP/1.1 503 No|Content-Length: 20||{\"code\":\"no_leader\"}; failed no_leader",
                "HTTP/1.1 500 Oh|Content-Length: 4||oops; failed status_500",
                "HTTP/1.1 500 Oh|Content-Length: 0||; failed status_500",
                "SMTP ready|close|; failed malformed",
                "HTTP/1.1 200 OK|Content-Length: 10|X: close||value; failed connection_lost",
            })
    void when_serverAnswers_then_itIsUnderstood(String answer, String expected) throws InterruptedException {
        serve(answer);
        assertEquals(expected, get());
        assertEquals(
                "GET /v1/kv/bench-0000000001?consistency=linearizable HTTP/1.1|Host: H||",
                asked.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void when_requestsFollow_then_theyShareTheConnection() throws InterruptedException {
        serve(
                "HTTP/1.1 204 No Content|ETag: \"3\"||",
                "HTTP/1.1 201 Created|ETag: \"4\"|Content-Length: 0||",
                "HTTP/1.1 412 No|Content-Length: 0||",
                "HTTP/1.1 404 No|Content-Length: 0||");
        assertEquals("written 3", tell(open -> open.set(KEY, VALUE, new Listener())));
        assertEquals("written 4", tell(open -> open.compareAndSet(KEY, VALUE, 3, new Listener())));
        assertEquals("conflict", tell(open -> open.compareAndSet(KEY, VALUE, 3, new Listener())));
        assertEquals("missing", get());
        assertEquals("PUT /v1/kv/bench-0000000001 HTTP/1.1|Host: H|Content-Length: 5||value", asked.poll());
        assertEquals(
                "PUT /v1/kv/bench-0000000001 HTTP/1.1|Host: H|If-Match: \"3\"|Content-Length: 5||value", asked.poll());
    }

    @Test
    void when_connectionEnds_then_theNextCallMakesAnother() throws InterruptedException {
        serve(
                "HTTP/1.1 404 No|Connection: close|Content-Length: 0||",
                "HTTP/1.1 200 OK|Content-Length: 9|X: close||value",
                "HTTP/1.1 200 OK|ETag: \"5\"|Content-Length: 5||value");
        assertEquals("missing", get());
        assertEquals("failed connection_lost", get());
        assertEquals("value value at 5", get());
    }

    @Test
    void when_nobodyListens_then_itFails() throws Exception {
        server.close();
        assertEquals("failed not_connected", get());
    }

    @Test
    void when_callIsAbandoned_then_itsAnswerIsNotTold() throws Exception {
        loops.next().submit(() -> connection.get(KEY, new Listener())).syncUninterruptibly();
        try (Socket first = server.accept()) {
            request(first);
            loops.next().submit(connection::abandon).syncUninterruptibly();
            serve("HTTP/1.1 404 No|Content-Length: 0||");
            assertEquals("missing", get());
            assertEquals(0, told.size());
        }
    }
}
