package io.trivet.server.http;

import io.trivet.server.config.NodeConfig.Limits;
import io.trivet.server.metrics.Metrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes each request through its rooms: finds the route, receives the body, calls the endpoint, sends the answer. Up to
 * the endpoint all of it runs on the connection's I/O thread; the answer is sent from wherever the endpoint's future
 * completes.
 */
final class Dispatcher implements HttpHandler {
    private static final byte[] NO_BODY = {};
    private static final int CLIENT_LEFT = 499; // nobody is sent it
    private static final Set<HttpString> READ_METHODS = Set.of(Methods.GET, Methods.HEAD, Methods.OPTIONS);

    private final Limits limits;
    private final BodyReader bodies;
    private final Responder responder;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final HttpMetrics metrics;
    private volatile String waitsFor = "has not opened its store and log yet";
    private volatile List<Route> routes;
    private volatile boolean serves;
    private volatile boolean stopping;

    Dispatcher(Limits limits, BodyReader bodies, Responder responder, Metrics metrics, MetricsCalls scrape) {
        this.limits = limits;
        this.bodies = bodies;
        this.responder = responder;
        this.metrics = new HttpMetrics(metrics, inFlight);
        this.routes = Routes.whileStarting(() -> waitsFor, scrape);
    }

    /** What the node does before it can serve. */
    void starting(String now) {
        waitsFor = now;
    }

    /** From now on there is something to serve; until then every request is answered with 503. */
    void serve(List<Route> all) {
        routes = all;
        serves = true;
    }

    /** From now on every new request is answered with 503. */
    void refuseNewRequests() {
        stopping = true;
    }

    /** How many requests are not answered yet. */
    int inFlight() {
        return inFlight.get();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        inFlight.incrementAndGet();
        long begun = System.nanoTime();
        String path = rawPath(exchange);
        String method = exchange.getRequestMethod().toString();
        Route route;
        try {
            route = route(method, path);
        } catch (ProblemException problem) {
            count(exchange, "none", method, begun);
            bodies.discard(exchange);
            responder.send(exchange, Problems.response(problem, !READ_METHODS.contains(exchange.getRequestMethod())));
            return;
        }
        count(exchange, route.path(), method, begun);
        if (stopping) {
            bodies.discard(exchange);
            responder.send(exchange, Problems.response(Problems.stopping(), route.write()));
        } else if (exchange.isRequestComplete()) {
            handle(exchange, route, path, NO_BODY);
        } else {
            bodies.receive(
                    exchange,
                    route.maxBody(),
                    body -> handle(exchange, route, path, body),
                    problem -> responder.send(exchange, Problems.response(problem, route.write())));
        }
    }

    private void count(HttpServerExchange exchange, String route, String method, long begun) {
        exchange.setStatusCode(CLIENT_LEFT); // until there is an answer
        exchange.addExchangeCompleteListener((done, next) -> {
            inFlight.decrementAndGet();
            metrics.answered(route, method, done.getStatusCode(), System.nanoTime() - begun);
            next.proceed();
        });
    }

    /** Undertow may still be inside the call that brought the request; the endpoint starts once it has returned. */
    private void handle(HttpServerExchange exchange, Route route, String path, byte[] body) {
        exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                () -> call(exchange, route, path, body)
                        .whenComplete((response, failure) -> responder.send(
                                exchange, failure == null ? response : Problems.response(failure, route.write()))));
    }

    private CompletableFuture<Response> call(HttpServerExchange exchange, Route route, String path, byte[] body) {
        try {
            Parameters parameters = Parameters.parse(exchange.getQueryString(), route.parameters());
            byte[] key = PercentEncoding.decodePath(route.rawKey(path));
            return route.endpoint().handle(new Request(exchange, parameters, key, body, limits));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Route route(String method, String path) {
        boolean starting = !serves;
        List<Route> all = routes;
        Set<String> allowed = new TreeSet<>();
        for (Route route : all) {
            if (route.matches(path)) {
                if (route.methods().contains(method)) {
                    return route;
                }
                allowed.addAll(route.methods());
            }
        }
        if (starting) {
            throw Problems.starting(waitsFor);
        } else if (allowed.isEmpty()) {
            throw Problems.noSuchRoute(path);
        }
        throw Problems.methodNotAllowed(method, String.join(", ", allowed));
    }

    /** The path as it came, without the authority that a proxy's request has in front. */
    private static String rawPath(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return uri;
        }
        int authority = uri.indexOf("//") + 2;
        int slash = uri.indexOf('/', authority);
        return slash < 0 ? "/" : uri.substring(slash);
    }
}
