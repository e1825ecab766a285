package io.trivet.server.http;

import io.trivet.server.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** {@code /metrics}: what this node counts, for Prometheus. */
final class MetricsCalls {
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
    private final Executor executor;

    MetricsCalls(Metrics metrics, Executor executor) {
        this.metrics = metrics;
        this.executor = executor;
    }

    CompletableFuture<Response> scrape(Request ignored) {
        try {
            return CompletableFuture.supplyAsync(this::answer, executor);
        } catch (RejectedExecutionException e) {
            throw Problems.overloaded("too many scrapes are under way");
        }
    }

    private Response answer() {
        return new Response(200, Map.of(), MEDIA_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
