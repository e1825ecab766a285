package io.trivet.server.raft;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.trivet.server.metrics.Metrics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of writes goes. {@link #appended} is told by the log's thread, {@link #gathered} and {@link #proposing} by
 * any, everything else by the apply thread.
 */
final class WriteMetrics {
    private static final String STAGE = "trivet.write.stage";
    private static final String STAGE_IS = "The parts of a write";

    /** How many appends are remembered: a leader applies what it appended a moment ago. */
    private static final int REMEMBERED = 256;

    private record Append(long firstIndex, long lastIndex, long begun, long ended) {}

    private final Timer gathered;
    private final Timer queued;
    private final Timer appended;
    private final Timer replicated;
    private final Timer applied;
    private final Timer log;
    private final DistributionSummary logEntries;
    private final DistributionSummary entryWrites;
    private final Timer apply;
    private final DistributionSummary applyEntries;
    private final AtomicReferenceArray<@Nullable Append> appends = new AtomicReferenceArray<>(REMEMBERED);
    private volatile int newest;

    WriteMetrics(Metrics metrics) {
        gathered = metrics.timer(STAGE, STAGE_IS, "stage", "gathered");
        queued = metrics.timer(STAGE, STAGE_IS, "stage", "queued");
        appended = metrics.timer(STAGE, STAGE_IS, "stage", "appended");
        replicated = metrics.timer(STAGE, STAGE_IS, "stage", "replicated");
        applied = metrics.timer(STAGE, STAGE_IS, "stage", "applied");
        log = metrics.timer("trivet.log.append", "Synced writes to this node's log");
        logEntries = metrics.sizes("trivet.log.append.entries", "Entries in each synced write to the log");
        entryWrites = metrics.sizes("trivet.log.entry.writes", "Writes in each log entry that this node proposed");
        apply = metrics.timer("trivet.apply", "Writes of committed entries to the store");
        applyEntries = metrics.sizes("trivet.apply.entries", "Entries in each write to the store");
    }

    /** A write has waited so long for those before it, and is proposed. */
    void gathered(long nanos) {
        gathered.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** An entry of so many writes is proposed. */
    void proposing(int writes) {
        entryWrites.record(writes);
    }

    /**
     * The log has synced entries.
     *
     * @param begun when it began to, by {@link System#nanoTime}
     */
    void appended(long firstIndex, int entries, long begun) {
        long ended = System.nanoTime();
        log.record(ended - begun, TimeUnit.NANOSECONDS);
        logEntries.record(entries);
        int next = (newest + 1) % REMEMBERED;
        appends.set(next, new Append(firstIndex, firstIndex + entries - 1, begun, ended));
        newest = next;
    }

    /** The store has applied so many entries in so much time. */
    void applied(int entries, long nanos) {
        apply.record(nanos, TimeUnit.NANOSECONDS);
        applyEntries.record(entries);
    }

    /**
     * An entry that was proposed here has been applied.
     *
     * @param proposed when it was proposed, by {@link System#nanoTime}
     * @param committed when the apply thread took it
     * @param ended when it was applied
     */
    void written(long index, long proposed, long committed, long ended) {
        applied.record(ended - committed, TimeUnit.NANOSECONDS);
        Append append = appendOf(index);
        if (append != null && append.ended() <= committed) { // or the other members had it before this one
            queued.record(append.begun() - proposed, TimeUnit.NANOSECONDS);
            appended.record(append.ended() - append.begun(), TimeUnit.NANOSECONDS);
            replicated.record(committed - append.ended(), TimeUnit.NANOSECONDS);
        }
    }

    private @Nullable Append appendOf(long index) {
        int from = newest;
        for (int back = 0; back < REMEMBERED; back++) {
            Append append = appends.get((from - back + REMEMBERED) % REMEMBERED);
            if (append == null || append.lastIndex() < index) {
                return null;
            } else if (append.firstIndex() <= index) {
                return append;
            }
        }
        return null;
    }
}
