package io.trivet.bench.load.constant;

import io.trivet.bench.load.generator.Keyspace;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;

/**
 * Answers every get with version 1 of key 0, and pretends to have written what it is given. It has as many I/O threads as a
 * node has by default.
 */
public final class ConstantServer {

    private static final int MOST_THREADS = 8;
    private static final String FIRST = "\"1\"";

    private final ByteBuffer value;

    private ConstantServer(byte[] value) {
        this.value = ByteBuffer.allocateDirect(value.length).put(value).flip();
    }

    /** Takes host, port and the length of the value, and serves until it is killed. */
    public static void main(String[] arguments) {
        Keyspace keyspace = new Keyspace(1, Integer.parseInt(arguments[2]));
        ConstantServer server = new ConstantServer(keyspace.value(0, 1));
        int threads = Runtime.getRuntime().availableProcessors() / 2;
        Undertow.builder()
                .addHttpListener(Integer.parseInt(arguments[1]), arguments[0])
                .setIoThreads(Math.max(1, Math.min(MOST_THREADS, threads)))
                .setWorkerThreads(1)
                .setHandler(server::answer)
                .build()
                .start();
    }

    private void answer(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.ETAG, FIRST);
        if (exchange.getRequestMethod().equals(Methods.GET)) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/octet-stream");
            exchange.getResponseSender().send(value.duplicate());
        } else {
            exchange.setStatusCode(StatusCodes.NO_CONTENT).endExchange();
        }
    }
}
