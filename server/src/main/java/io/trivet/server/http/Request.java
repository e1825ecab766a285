package io.trivet.server.http;

import io.trivet.server.config.NodeConfig.Limits;
import io.trivet.server.service.ReadOptions;
import io.trivet.server.service.ReadOptions.Consistency;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A request as the endpoints see it. Every accessor checks what it reads and ends the request with a 400 otherwise. */
final class Request {
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MOST_STALE = Duration.ofDays(1);

    private final HttpServerExchange exchange;
    private final Parameters parameters;
    private final byte[] key;
    private final byte[] body;
    private final Limits limits;

    /**
     * @param key what the path holds after the route's prefix, decoded; empty for routes without a key
     * @param body the whole body; empty for routes without one
     */
    Request(HttpServerExchange exchange, Parameters parameters, byte[] key, byte[] body, Limits limits) {
        this.exchange = exchange;
        this.parameters = parameters;
        this.key = key;
        this.body = body;
        this.limits = limits;
    }

    /** The thread of the connection: an answer that is sent from there wakes no other. */
    Executor executor() {
        return exchange.getIoThread();
    }

    byte[] body() {
        return body;
    }

    Parameters parameters() {
        return parameters;
    }

    Limits limits() {
        return limits;
    }

    /** The key in the path. */
    byte[] key() {
        return checkedKey(key);
    }

    /** A key that came from elsewhere than the path, once it is known to be within the limits. */
    byte[] checkedKey(byte[] bytes) {
        if (bytes.length == 0) {
            throw Problems.badRequest("empty_key", "a key has at least one byte");
        }
        if (bytes.length > limits.maxKeyBytes()) {
            throw Problems.keyTooLong(limits.maxKeyBytes());
        }
        return bytes;
    }

    /** A header that may be there once; for lists, its values joined. */
    @Nullable String header(String name) {
        HeaderValues values = exchange.getRequestHeaders().get(new HttpString(name));
        if (values == null || values.isEmpty()) {
            return null;
        }
        return String.join(", ", values);
    }

    /** A header that must not be given twice. */
    @Nullable String singleHeader(String name) {
        HeaderValues values = exchange.getRequestHeaders().get(new HttpString(name));
        if (values != null && values.size() > 1) {
            throw Problems.badRequest("duplicate_header", "the header " + name + " is given twice");
        }
        return values == null ? null : values.getFirst();
    }

    Duration timeout() {
        String text = parameters.text("timeout");
        return text == null
                ? limits.defaultTimeout()
                : Durations.parse("timeout", text, LEAST_TIMEOUT, limits.maxTimeout());
    }

    ReadOptions readOptions() {
        Consistency consistency = consistency();
        String maxStale = parameters.text("max_stale");
        if (maxStale != null && consistency != Consistency.STALE) {
            throw Problems.badRequest("conflicting_parameters", "max_stale goes with consistency=stale only");
        }
        return new ReadOptions(
                consistency,
                maxStale == null ? null : Durations.parse("max_stale", maxStale, Duration.ZERO, MOST_STALE),
                revision("Kv-Min-Revision", singleHeader("Kv-Min-Revision")),
                revision("revision", parameters.text("revision")),
                timeout());
    }

    private Consistency consistency() {
        String text = parameters.text("consistency");
        if (text == null || text.equals("linearizable")) {
            return Consistency.LINEARIZABLE;
        } else if (text.equals("stale")) {
            return Consistency.STALE;
        }
        throw Problems.badRequest(
                "invalid_parameter", "consistency must be linearizable or stale, but is '" + text + "'");
    }

    private static long revision(String name, @Nullable String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw Problems.badRequest("invalid_parameter", name + " must be a revision, a whole number from 1");
        }
        return Long.parseLong(text);
    }
}
