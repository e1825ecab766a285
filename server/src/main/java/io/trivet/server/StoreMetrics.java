package io.trivet.server;

import io.trivet.server.metrics.Metrics;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import io.trivet.statemachine.StoreFigures;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Tells at each scrape what the store holds and takes. */
final class StoreMetrics {
    private static final long SAME_SCRAPE_NANOS = 100_000_000;

    private final Metrics metrics;
    private final Store store;
    private @Nullable StoreFigures figures;
    private long figuresAt;

    StoreMetrics(Metrics metrics, Store store) {
        this.metrics = metrics;
        this.store = store;
    }

    void register() {
        metrics.gauge("trivet.store.revision", "The store's revision", store, Store::revision);
        metrics.gauge(
                "trivet.store.compacted.revision", "The oldest revision to be read", store, Store::compactedRevision);
        metrics.gauge("trivet.store.keys", "Keys that have a record", store, Store::keys);
        figure("trivet.store.memory.tables.bytes", "Changes in memory", StoreFigures::memoryTableBytes);
        figure("trivet.store.block.cache.bytes", "Blocks of table files in memory", StoreFigures::blockCacheBytes);
        rowCache("hit", Store::rowCacheHits);
        rowCache("miss", Store::rowCacheMisses);
        figure("trivet.store.tables.bytes", "Table files that make up the present state", StoreFigures::tableBytes);
        figure("trivet.store.compaction.pending.bytes", "To be rewritten by RocksDB", StoreFigures::compactionBytes);
        figure("trivet.store.flushes.running", "Flushes under way", StoreFigures::runningFlushes);
        figure("trivet.store.compactions.running", "Compactions under way", StoreFigures::runningCompactions);
        figure(
                "trivet.store.writes.stopped",
                "1 while writes wait for a flush or a compaction",
                figures -> figures.writesStopped() ? 1 : 0);
    }

    private void rowCache(String result, ToDoubleFunction<Store> lookUps) {
        metrics.count(
                "trivet.store.row.cache.lookups",
                "Look-ups of current records in the cache of short ones",
                store,
                lookUps,
                "result",
                result);
    }

    private void figure(String name, String description, ToDoubleFunction<StoreFigures> figure) {
        metrics.gauge(name, description, this, told -> {
            try {
                return figure.applyAsDouble(told.figures());
            } catch (StoreException e) {
                return Double.NaN; // it is closed, or fails, which is told elsewhere
            }
        });
    }

    /** One look at the store serves all that a scrape asks. */
    private synchronized StoreFigures figures() {
        StoreFigures known = figures;
        if (known == null || System.nanoTime() - figuresAt > SAME_SCRAPE_NANOS) {
            known = store.figures();
            figures = known;
            figuresAt = System.nanoTime();
        }
        return known;
    }
}
