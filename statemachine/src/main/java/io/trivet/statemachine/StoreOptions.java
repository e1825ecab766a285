package io.trivet.statemachine;

/**
 * How much memory a store may use.
 *
 * @param blockCacheBytes bytes of the cache of table blocks, indexes and filters; above 0
 * @param rowCacheBytes bytes of the cache of short rows; above 0
 * @param writeBufferBytes bytes of changes held in memory before they are flushed to table files; above 0. While a
 *     flush runs, as much again may be in use.
 */
public record StoreOptions(long blockCacheBytes, long rowCacheBytes, long writeBufferBytes) {
    /** 48 MiB of each cache, 32 MiB of write buffer. */
    public static final StoreOptions DEFAULTS = new StoreOptions(48L << 20, 48L << 20, 32L << 20);

    public StoreOptions {
        if (blockCacheBytes <= 0 || rowCacheBytes <= 0 || writeBufferBytes <= 0) {
            throw new IllegalArgumentException("sizes must be above 0");
        }
    }
}
