package io.trivet.server.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.metrics.Metrics;
import io.trivet.server.service.Failure.Cause;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Where the time of reads, and of the end of writes, goes, and why operations end without an answer. Thread-safe. */
final class KeyValueMetrics {
    private static final String STAGE = "trivet.read.stage";
    private static final String STAGE_IS =
            "The parts of a read: the wait for a read barrier, and the look-up in the store";

    private final Timer barrier;
    private final Timer memory;
    private final Timer disk;
    private final Timer answered;
    private final Map<Cause, Counter> refused = new EnumMap<>(Cause.class);
    private final Counter behind;
    private final Counter unknown;

    KeyValueMetrics(Metrics metrics) {
        barrier = metrics.timer(STAGE, STAGE_IS, "stage", "barrier");
        memory = metrics.timer(STAGE, STAGE_IS, "stage", "memory");
        disk = metrics.timer(STAGE, STAGE_IS, "stage", "disk");
        answered = metrics.timer("trivet.write.stage", "The parts of a write", "stage", "answered");
        for (Cause cause : Cause.values()) {
            refused.put(cause, refused(metrics, cause.name().toLowerCase(Locale.ROOT)));
        }
        behind = refused(metrics, "behind");
        unknown = metrics.counter("trivet.writes.unknown", "Writes that were answered with an unknown outcome");
    }

    private static Counter refused(Metrics metrics, String reason) {
        return metrics.counter(
                "trivet.operations.refused", "Reads and writes that were refused, and had no effect", "reason", reason);
    }

    /** A read may look now. */
    void barrier(long begun) {
        barrier.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    /** A look-up that found all it needed in memory, or found out that it needs the disk. */
    void memory(long begun) {
        memory.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    void disk(long begun) {
        disk.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    /**
     * The end of a write is being told.
     *
     * @param known since when it was known on this node, by {@link System#nanoTime}
     */
    void answering(long known) {
        answered.record(System.nanoTime() - known, TimeUnit.NANOSECONDS);
    }

    void failed(Throwable cause) {
        Failure failure = Threads.unwrap(cause) instanceof FailureException e ? e.failure() : null;
        if (failure instanceof Failure.Unavailable unavailable) {
            Objects.requireNonNull(refused.get(unavailable.cause())).increment();
        } else if (failure instanceof Failure.Late) {
            behind.increment();
        } else if (failure instanceof Failure.Unknown) {
            unknown.increment();
        }
    }
}
