package io.trivet.bench.load.generator;

import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store in memory that answers on the event loop, after a while; it can stall and it can lie. */
final class FakeSystem implements Connector {

    private static final long TAKES_NANOS = 200_000;

    private final Map<String, byte[]> data = new HashMap<>();
    private final UnaryOperator<byte[]> shown;
    private @Nullable String failure;
    private long stallFrom = Long.MAX_VALUE;
    private long stallNanos;
    private long calls;
    private long revision;

    /** A store whose reads show what this makes of the truth. */
    FakeSystem(UnaryOperator<byte[]> shown) {
        this.shown = shown;
    }

    /** Answers nothing for a while, once, from the given number of calls on. */
    FakeSystem stalling(long fromCall, Duration length) {
        stallFrom = fromCall;
        stallNanos = length.toNanos();
        return this;
    }

    /** Fails every call. */
    FakeSystem failing(String code) {
        failure = code;
        return this;
    }

    @Override
    public Connection connect(EventLoop loop, int client) {
        return new FakeConnection(loop);
    }

    private final class FakeConnection implements Connection {

        private final EventLoop loop;
        private long stalledUntil;

        FakeConnection(EventLoop loop) {
            this.loop = loop;
        }

        private void answer(Runnable answer, AnswerListener listener) {
            calls++;
            long now = System.nanoTime();
            if (calls == stallFrom) {
                stalledUntil = now + stallNanos;
            }
            long delay = Math.max(TAKES_NANOS, stalledUntil - now);
            String code = failure;
            loop.schedule(code == null ? answer : () -> listener.failed(code), delay, TimeUnit.NANOSECONDS);
        }

        @Override
        public void get(byte[] key, AnswerListener listener) {
            byte[] value = data.get(name(key));
            answer(
                    () -> {
                        if (value == null) {
                            listener.missing();
                        } else {
                            listener.value(shown.apply(value), revision);
                        }
                    },
                    listener);
        }

        @Override
        public void set(byte[] key, byte[] value, AnswerListener listener) {
            data.put(name(key), value);
            long made = ++revision;
            answer(() -> listener.written(made), listener);
        }

        @Override
        public void compareAndSet(byte[] key, byte[] value, long expected, AnswerListener listener) {
            set(key, value, listener);
        }

        private static String name(byte[] key) {
            return new String(key, StandardCharsets.US_ASCII);
        }

        @Override
        public void abandon() {}

        @Override
        public void close() {}
    }
}
