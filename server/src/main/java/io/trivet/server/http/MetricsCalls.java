package io.trivet.server.http;

import io.trivet.server.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code /metrics}: what this node counts, for Prometheus. */
final class MetricsCalls {
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
    private final Executor workers;

    MetricsCalls(Metrics metrics, Executor workers) {
        this.metrics = metrics;
        this.workers = workers;
    }

    CompletableFuture<Response> scrape(Request ignored) {
        return CompletableFuture.supplyAsync(
                () -> new Response(200, Map.of(), MEDIA_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8)),
                workers);
    }
}
