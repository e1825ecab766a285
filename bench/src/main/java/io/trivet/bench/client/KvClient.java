package io.trivet.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A client of one node. Each call sends exactly one request and never retries; a failure to get an answer is a
 * {@link Reply}, not an exception. Safe for use by many threads.
 */
public final class KvClient {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(1500);

    static {
        // The JDK's client repeats a GET, and any connect, that failed: a repeat would hide how a request ended.
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
        System.setProperty("jdk.httpclient.disableRetryConnect", "true");
    }

    private final HttpClient http;
    private final URI base;
    private final Duration grace;

    /** A patient client of the node at {@code base}, such as {@code http://127.0.0.1:8001}. */
    public KvClient(HttpClient http, URI base) {
        this(http, base, GRACE);
    }

    /**
     * A client of the node at {@code base}.
     *
     * @param grace how long past the server's own deadline an answer is waited for
     */
    public KvClient(HttpClient http, URI base, Duration grace) {
        this.http = http;
        this.base = base;
        this.grace = grace;
    }

    /** An HTTP/1.1 client to share between any number of {@link KvClient}s. */
    public static HttpClient httpClient(Executor executor) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(DEFAULT_TIMEOUT)
                .executor(executor)
                .build();
    }

    /** {@code GET /v1/kv/key}. */
    public CompletableFuture<Reply> getAsync(String key, ReadOptions options) {
        return send(read(key, options).GET());
    }

    /** {@code HEAD /v1/kv/key}. */
    public CompletableFuture<Reply> headAsync(String key, ReadOptions options) {
        return send(read(key, options).method("HEAD", BodyPublishers.noBody()));
    }

    private HttpRequest.Builder read(String key, ReadOptions options) {
        List<String> query = new ArrayList<>();
        if (options.stale()) {
            query.add("consistency=stale");
        }
        if (options.revision() > 0) {
            query.add("revision=" + options.revision());
        }
        HttpRequest.Builder request = keyRequest(key, query, options.timeout());
        if (options.minRevision() > 0) {
            request.header("Kv-Min-Revision", Long.toString(options.minRevision()));
        }
        return request;
    }

    /** {@code PUT /v1/kv/key}. */
    public CompletableFuture<Reply> putAsync(String key, String value, WriteOptions options) {
        return send(conditional(key, options).PUT(BodyPublishers.ofString(value)));
    }

    /** {@code DELETE /v1/kv/key}. {@link WriteOptions#ABSENT} is no condition of a delete. */
    public CompletableFuture<Reply> deleteAsync(String key, WriteOptions options) {
        return send(conditional(key, options).DELETE());
    }

    /** {@link #getAsync} that waits. */
    public Reply get(String key, ReadOptions options) {
        return getAsync(key, options).join();
    }

    /** A linearizable {@link #get}. */
    public Reply get(String key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** {@link #putAsync} that waits. */
    public Reply put(String key, String value, WriteOptions options) {
        return putAsync(key, value, options).join();
    }

    /** {@link #deleteAsync} that waits. */
    public Reply delete(String key, WriteOptions options) {
        return deleteAsync(key, options).join();
    }

    /** {@code GET /get?key=}: the original call. */
    public CompletableFuture<Reply> getMessageAsync(String key) {
        return send(request("/get?key=" + KeyPath.encode(key), null).GET());
    }

    /** {@code POST /set}: the original call. */
    public CompletableFuture<Reply> setMessageAsync(String key, String value) {
        return send(post("/set", Map.of("key", key, "value", value), null));
    }

    /** {@code POST /v1/cluster/leader}: asks for a transfer of leadership. */
    public Reply transferLeader(String to) {
        return send(post("/v1/cluster/leader", Map.of("to", to), null)).join();
    }

    /** True when {@code /readyz} answers 200 within a moment. */
    public boolean ready() {
        return probe("/readyz").ok();
    }

    /** {@code GET /v1/cluster}; empty when there is no answer within a moment. */
    public Optional<ClusterView> cluster() {
        if (!(probe("/v1/cluster") instanceof Reply.Answered answer) || !answer.ok()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Answers.cluster(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("not a description of a cluster: " + answer.text(), e);
        }
    }

    /**
     * A sample of {@code /metrics}; empty when there is none, or no answer within a moment.
     *
     * @param sample its name, with its labels if it has any, as in the exposition
     */
    public OptionalDouble metric(String sample) {
        return probe("/metrics") instanceof Reply.Answered answer && answer.ok()
                ? answer.text()
                        .lines()
                        .filter(line -> line.startsWith(sample + " "))
                        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                        .findFirst()
                : OptionalDouble.empty();
    }

    private Reply probe(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path))
                        .timeout(PROBE_TIMEOUT)
                        .GET())
                .join();
    }

    private HttpRequest.Builder conditional(String key, WriteOptions options) {
        HttpRequest.Builder request = keyRequest(key, new ArrayList<>(), options.timeout());
        if (options.condition() == WriteOptions.ABSENT) {
            request.header("If-None-Match", "*");
        } else if (options.condition() > 0) {
            request.header("If-Match", "\"" + options.condition() + "\"");
        }
        return request;
    }

    private HttpRequest.Builder keyRequest(String key, List<String> query, @Nullable Duration timeout) {
        if (timeout != null) {
            query.add("timeout=" + timeout.toMillis() + "ms");
        }
        String suffix = query.isEmpty() ? "" : "?" + String.join("&", query);
        return request("/v1/kv/" + KeyPath.encode(key) + suffix, timeout);
    }

    private HttpRequest.Builder post(String path, Map<String, String> body, @Nullable Duration timeout) {
        try {
            String json = new String(Answers.json(body), StandardCharsets.UTF_8);
            return request(path, timeout)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path, @Nullable Duration timeout) {
        Duration server = timeout == null ? DEFAULT_TIMEOUT : timeout;
        return HttpRequest.newBuilder(base.resolve(path)).timeout(server.plus(grace));
    }

    private CompletableFuture<Reply> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray())
                .handle((response, failure) -> failure == null ? Answers.of(response) : unanswered(failure));
    }

    private static Reply unanswered(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Reply.Unanswered(cause instanceof IOException io ? io : new IOException(cause));
    }
}
