package io.trivet.server;

import io.trivet.server.metrics.Metrics;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import io.trivet.statemachine.StoreFigures;
import java.util.function.ToDoubleFunction;

/** Tells at each scrape what the store holds and takes. */
final class StoreMetrics {
    private final Metrics metrics;
    private final Store store;

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
        figure("trivet.store.tables.bytes", "Table files that make up the present state", StoreFigures::tableBytes);
        figure("trivet.store.compaction.pending.bytes", "To be rewritten by RocksDB", StoreFigures::compactionBytes);
        figure("trivet.store.flushes.running", "Flushes under way", StoreFigures::runningFlushes);
        figure("trivet.store.compactions.running", "Compactions under way", StoreFigures::runningCompactions);
        figure(
                "trivet.store.writes.stopped",
                "1 while writes wait for a flush or a compaction",
                figures -> figures.writesStopped() ? 1 : 0);
    }

    private void figure(String name, String description, ToDoubleFunction<StoreFigures> figure) {
        metrics.gauge(name, description, store, open -> {
            try {
                return figure.applyAsDouble(open.figures());
            } catch (StoreException e) {
                return Double.NaN; // it is closed, or fails, which is told elsewhere
            }
        });
    }
}
