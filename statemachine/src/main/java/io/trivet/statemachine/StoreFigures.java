package io.trivet.statemachine;

/**
 * What the files and buffers of a {@link Store} take, over all its families.
 *
 * @param memoryTableBytes bytes of changes in memory, those that are being flushed included
 * @param blockCacheBytes bytes of table blocks, indexes and filters in the cache
 * @param tableBytes bytes of the table files that make up the present state
 * @param compactionBytes bytes that RocksDB estimates it has to rewrite
 * @param runningFlushes flushes under way
 * @param runningCompactions compactions under way
 * @param writesStopped whether writes wait until a flush or a compaction has ended
 */
public record StoreFigures(
        long memoryTableBytes,
        long blockCacheBytes,
        long tableBytes,
        long compactionBytes,
        long runningFlushes,
        long runningCompactions,
        boolean writesStopped) {}
