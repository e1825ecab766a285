package io.trivet.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/** Sends answers; on any thread, once for each exchange. */
final class Responder {
    private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

    /** Answers below this size are not counted: the connections' limit bounds them. */
    private static final int SMALL_BYTES = 4096;

    private final Duration patience;
    private final MemoryBudget budget;

    /**
     * @param patience how long a client that is sent a stream may take nothing of it before it is cut off
     * @param budget for the answers that clients have not taken yet
     */
    Responder(Duration patience, MemoryBudget budget) {
        this.patience = patience;
        this.budget = budget;
    }

    /** Starts to send an answer. Does not block. */
    void send(HttpServerExchange exchange, Response response) {
        if (response.body() instanceof Body.Whole whole && whole.bytes().length > SMALL_BYTES) {
            int cost = whole.bytes().length;
            if (!budget.tryTake(cost)) {
                write(
                        exchange,
                        Problems.response(
                                Problems.overloaded("clients have not taken too many bytes of answers of this node"),
                                false));
                return;
            }
            exchange.addExchangeCompleteListener((done, next) -> {
                budget.giveBack(cost);
                next.proceed();
            });
        }
        write(exchange, response);
    }

    private void write(HttpServerExchange exchange, Response response) {
        exchange.setStatusCode(response.status());
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        Body body = response.body();
        if (body == null) {
            exchange.endExchange();
            return;
        }
        if (response.contentType() != null) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, response.contentType());
        }
        exchange.setResponseContentLength(body.length());
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
        } else if (body instanceof Body.Whole whole) {
            exchange.getResponseSender().send(ByteBuffer.wrap(whole.bytes()));
        } else if (body instanceof Body.Streamed streamed) {
            start(exchange, streamed);
        } else {
            throw new AssertionError(body);
        }
    }

    private void start(HttpServerExchange exchange, Body.Streamed body) {
        StreamSinkChannel channel = exchange.getResponseChannel();
        try {
            body.executor().execute(() -> stream(exchange, channel, body.source()));
        } catch (RejectedExecutionException e) {
            cutOff(exchange, channel);
        }
    }

    private void stream(HttpServerExchange exchange, StreamSinkChannel channel, Body.Source source) {
        try (ResponseStream out = new ResponseStream(channel, patience)) {
            source.writeTo(out);
            out.finish();
            exchange.endExchange();
        } catch (IOException e) {
            LOG.info("the answer to {} ended early: {}", exchange.getRequestPath(), e.getMessage());
            cutOff(exchange, channel);
        } catch (RuntimeException e) {
            LOG.error("the answer to {} was cut off: {}", exchange.getRequestPath(), e.getMessage(), e);
            cutOff(exchange, channel);
        }
    }

    /**
     * Over HTTP/1.1 this closes the connection, over HTTP/2 it resets the stream. The channel goes first: an HTTP/2 stream
     * that waits for the client's window would otherwise be ended in order, as if it were complete.
     */
    private static void cutOff(HttpServerExchange exchange, StreamSinkChannel channel) {
        IoUtils.safeClose(channel);
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }
}
