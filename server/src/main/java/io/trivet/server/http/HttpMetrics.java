package io.trivet.server.http;

import io.micrometer.core.instrument.Timer;
import io.trivet.server.metrics.Metrics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests are under way, and how many were answered, how and in what time. Thread-safe. */
final class HttpMetrics {
    /** What a client calls by any other name is counted together, or it could make as many meters as it likes. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");

    private record Answer(String route, String method, int status) {}

    private final Metrics metrics;
    private final Map<Answer, Timer> answers = new ConcurrentHashMap<>();

    HttpMetrics(Metrics metrics, AtomicInteger inFlight) {
        this.metrics = metrics;
        metrics.gauge(
                "trivet.http.requests.in.flight",
                "Requests that have come and are not answered yet",
                inFlight,
                AtomicInteger::get);
    }

    /**
     * Counts an answer.
     *
     * @param route the path of the {@link Route}, or {@code none}
     * @param nanos from the head of the request to the end of the answer
     */
    void answered(String route, String method, int status, long nanos) {
        answers.computeIfAbsent(new Answer(route, METHODS.contains(method) ? method : "other", status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Answer answer) {
        return metrics.timer(
                "trivet.http.request",
                "From the head of a request to the end of its answer",
                "route",
                answer.route(),
                "method",
                answer.method(),
                "status",
                String.valueOf(answer.status()));
    }
}
