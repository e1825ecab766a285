package io.trivet.bench.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a write is asked for.
 *
 * @param condition {@link #ANY}, {@link #ABSENT}, or the revision the record must have ({@code If-Match})
 * @param timeout the time the server may take, null for its default
 */
public record WriteOptions(long condition, @Nullable Duration timeout) {

    /** No condition. */
    public static final long ANY = -1;

    /** The key must not exist ({@code If-None-Match: *}). */
    public static final long ABSENT = 0;

    /** No condition, and the server's default timeout. */
    public static final WriteOptions PLAIN = new WriteOptions(ANY, null);

    /** The same write under a condition. */
    public WriteOptions when(long newCondition) {
        return new WriteOptions(newCondition, timeout);
    }

    /** The same write with another timeout. */
    public WriteOptions within(Duration newTimeout) {
        return new WriteOptions(condition, newTimeout);
    }
}
