package io.trivet.server.http;

import io.undertow.io.IoCallback;
import io.undertow.io.Receiver;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Receives the whole body of a request within limits of size, memory and time. Used on the exchange's I/O thread alone.
 */
final class BodyReader {
    private final MemoryBudget budget;
    private final Duration timeout;

    /** @param timeout how long a client may take to send the body */
    BodyReader(MemoryBudget budget, Duration timeout) {
        this.budget = budget;
        this.timeout = timeout;
    }

    /**
     * Calls exactly one of the two, possibly later; none when the client goes away.
     *
     * @param limit the largest body in bytes
     */
    void receive(
            HttpServerExchange exchange, long limit, Consumer<byte[]> received, Consumer<ProblemException> refused) {
        long length = exchange.getRequestContentLength();
        if (length > limit) {
            refuse(exchange, Problems.tooLarge(limit), refused);
            return;
        }
        long cost = length >= 0 ? length : limit;
        if (!budget.tryTake(cost)) {
            refuse(
                    exchange,
                    Problems.overloaded("too many bytes of request bodies are under way on this node"),
                    refused);
            return;
        }
        exchange.addExchangeCompleteListener((done, next) -> {
            budget.giveBack(cost);
            next.proceed();
        });
        Reception reception = new Reception(exchange, limit, received, refused);
        if (HttpContinue.requiresContinueResponse(exchange)) {
            HttpContinue.sendContinueResponse(exchange, reception);
        } else {
            reception.start();
        }
    }

    private void refuse(HttpServerExchange exchange, ProblemException problem, Consumer<ProblemException> refused) {
        discard(exchange);
        refused.accept(problem);
    }

    /**
     * To be called before an answer that does not wait for the body. Undertow reads on behind the answer and throws the
     * rest of the body away, so that a client that is still sending finds the answer and not a reset connection (RFC 9112,
     * 9.6); one that has not sent it in time is cut off. A client that waits for "100 Continue" will not send it at all.
     */
    void discard(HttpServerExchange exchange) {
        if (exchange.isRequestComplete()) {
            return;
        }
        if (HttpContinue.requiresContinueResponse(exchange)) {
            exchange.setPersistent(false);
            return;
        }
        XnioExecutor.Key cutOff = afterTimeout(exchange, () -> IoUtils.safeClose(exchange.getConnection()));
        exchange.addExchangeCompleteListener((done, next) -> {
            cutOff.remove();
            next.proceed();
        });
    }

    /** Undertow takes no more timers once it is being stopped; every connection is closed then, and so is this one. */
    private XnioExecutor.Key afterTimeout(HttpServerExchange exchange, Runnable task) {
        try {
            return exchange.getIoThread().executeAfter(task, timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            IoUtils.safeClose(exchange.getConnection());
            return () -> false;
        }
    }

    private final class Reception implements IoCallback, Receiver.FullBytesCallback, Receiver.ErrorCallback {
        private final HttpServerExchange exchange;
        private final long limit;
        private final Consumer<byte[]> received;
        private final Consumer<ProblemException> refused;
        private XnioExecutor.Key timer = () -> false;
        private boolean ended;

        Reception(
                HttpServerExchange exchange,
                long limit,
                Consumer<byte[]> received,
                Consumer<ProblemException> refused) {
            this.exchange = exchange;
            this.limit = limit;
            this.received = received;
            this.refused = refused;
        }

        void start() {
            timer = afterTimeout(exchange, this::late);
            Receiver receiver = exchange.getRequestReceiver();
            receiver.setMaxBufferSize(Math.toIntExact(limit));
            receiver.receiveFullBytes(this, this);
        }

        private boolean end() {
            timer.remove();
            boolean first = !ended;
            ended = true;
            return first;
        }

        @Override
        public void handle(HttpServerExchange done, byte[] body) {
            if (end()) {
                received.accept(body);
            }
        }

        @Override
        public void error(HttpServerExchange failed, IOException failure) {
            if (!end()) {
                return;
            }
            if (failure instanceof Receiver.RequestToLargeException) {
                refuse(exchange, Problems.tooLarge(limit), refused);
            } else {
                IoUtils.safeClose(exchange.getConnection());
            }
        }

        private void late() {
            if (end()) {
                exchange.setPersistent(false);
                refused.accept(Problems.bodyTimeout());
            }
        }

        @Override
        public void onComplete(HttpServerExchange continued, Sender sender) {
            start();
        }

        @Override
        public void onException(HttpServerExchange failed, Sender sender, IOException failure) {
            IoUtils.safeClose(exchange.getConnection());
        }
    }
}
