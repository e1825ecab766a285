package io.trivet.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one node. Names have dots here and become Prometheus's: {@code trivet.read.stage} of seconds is {@code
 * trivet_read_stage_seconds}. Labels come in pairs of name and value; whoever makes a meter keeps it. Thread-safe.
 */
public final class Metrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(5_000),
        Duration.ofNanos(10_000),
        Duration.ofNanos(25_000),
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Tells of the process and the JVM too. */
    public void addProcess(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        gauge(
                "trivet.build.info",
                "Always 1; the label tells the version of this software",
                1,
                one -> one,
                "version",
                version);
    }

    /** A histogram of times. */
    public Timer timer(String name, String description, String... labels) {
        return Timer.builder(name)
                .description(description)
                .tags(labels)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** The count and the sum of sizes. */
    public DistributionSummary sizes(String name, String description, String... labels) {
        return DistributionSummary.builder(name)
                .description(description)
                .tags(labels)
                .register(registry);
    }

    /** A number that only grows, until a restart. */
    public Counter counter(String name, String description, String... labels) {
        return Counter.builder(name).description(description).tags(labels).register(registry);
    }

    /**
     * A number that is asked for at each scrape, on the thread of the scrape.
     *
     * @param of kept alive by the meter
     */
    public <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value, String... labels) {
        Gauge.builder(name, of, value)
                .description(description)
                .tags(labels)
                .strongReference(true)
                .register(registry);
    }

    /**
     * A number that only grows and is asked for as {@link #gauge} does.
     *
     * @param of to be kept alive by others
     */
    public <T> void count(String name, String description, T of, ToDoubleFunction<T> value, String... labels) {
        FunctionCounter.builder(name, of, value)
                .description(description)
                .tags(labels)
                .register(registry);
    }

    /** Everything in the text format of Prometheus, version 0.0.4. Takes some milliseconds. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
