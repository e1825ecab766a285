package io.trivet.server.http;

import io.trivet.server.config.NodeConfig;
import io.trivet.server.metrics.Metrics;
import io.trivet.server.service.BackupService;
import io.trivet.server.service.ClusterService;
import io.trivet.server.service.KeyValueService;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.xnio.Options;

/** The listener: Undertow with the API's handler and its limits. HTTP/1.1, HTTP/1.0 and cleartext HTTP/2. */
public final class HttpServer {
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_PARAMETERS = 16;
    private static final int MAX_STREAMS = 256;
    private static final Duration LOOK = Duration.ofMillis(5);

    private final Undertow undertow;
    private final Dispatcher dispatcher;

    private final NodeConfig config;
    private final MetricsCalls metrics;

    private HttpServer(NodeConfig config, Undertow undertow, Dispatcher dispatcher, MetricsCalls metrics) {
        this.config = config;
        this.undertow = undertow;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
    }

    /**
     * Begins to listen. Until {@link #serve} every request is told that the node is starting.
     *
     * @param scrapes makes the answers of {@code /metrics}; refuses what is too much
     * @throws RuntimeException caused by {@link java.net.BindException} when the address cannot be had
     */
    public static HttpServer start(NodeConfig config, Metrics metrics, Executor scrapes) {
        NodeConfig.Http http = config.http();
        MemoryBudget budget = new MemoryBudget(config.limits().maxInflightBytes());
        MemoryBudget answers = new MemoryBudget(config.limits().maxInflightBytes());
        MetricsCalls scrape = new MetricsCalls(metrics, scrapes);
        Dispatcher dispatcher = new Dispatcher(
                config.limits(),
                new BodyReader(budget, http.requestBodyTimeout()),
                new Responder(http.idleTimeout(), answers),
                metrics,
                scrape);
        Undertow undertow = Undertow.builder()
                .addHttpListener(http.listen().port(), http.listen().host())
                .setIoThreads(http.ioThreads())
                .setWorkerThreads(1) // nothing runs there
                .setWorkerOption(Options.CONNECTION_HIGH_WATER, http.maxConnections())
                .setWorkerOption(Options.CONNECTION_LOW_WATER, http.maxConnections())
                .setSocketOption(Options.CONNECTION_HIGH_WATER, http.maxConnections())
                .setSocketOption(Options.CONNECTION_LOW_WATER, http.maxConnections())
                // For a client that does not take its answer.
                .setSocketOption(Options.WRITE_TIMEOUT, (int) http.idleTimeout().toMillis())
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setServerOption(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, MAX_STREAMS)
                // Keys are bytes: the path stays as it came, and so does what looks like a path parameter.
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                // BodyReader limits what is kept, per route; by default Undertow cuts off every body over 2 MiB.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int)
                        http.requestHeaderTimeout().toMillis())
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int)
                        http.idleTimeout().toMillis())
                .setHandler(dispatcher)
                .build();
        undertow.start();
        return new HttpServer(config, undertow, dispatcher, scrape);
    }

    /** Tells whoever asks what the node is waiting for before it can serve. */
    public void starting(String reason) {
        dispatcher.starting(reason);
    }

    /** Begins to serve the API. */
    public void serve(KeyValueService keys, ClusterService cluster, BackupService backups) {
        dispatcher.serve(Routes.of(keys, cluster, backups, metrics, config.limits()));
    }

    /** Answers new requests with 503 and waits until those under way are answered, or the time is over. Blocks. */
    public void drain(Duration timeout) throws InterruptedException {
        dispatcher.refuseNewRequests();
        long end = System.nanoTime() + timeout.toNanos();
        while (dispatcher.inFlight() > 0 && System.nanoTime() < end) {
            Thread.sleep(LOOK.toMillis());
        }
    }

    /** Closes the listener and every connection. */
    public void stop() {
        undertow.stop();
    }
}
