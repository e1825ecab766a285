package io.trivet.bench.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a read is asked for.
 *
 * @param stale true for {@code consistency=stale}
 * @param revision the past state to read, 0 for the present
 * @param minRevision the value of {@code Kv-Min-Revision}, 0 for none
 * @param timeout the time the server may take, null for its default
 */
public record ReadOptions(
        boolean stale,
        long revision,
        long minRevision,
        @Nullable Duration timeout) {

    /** A linearizable read of the present with the server's default timeout. */
    public static final ReadOptions LINEARIZABLE = new ReadOptions(false, 0, 0, null);

    /** A local read of a node that has reached the given revision. */
    public static ReadOptions staleAtLeast(long minRevision) {
        return new ReadOptions(true, 0, minRevision, null);
    }

    /** A read of the state at a past revision. */
    public static ReadOptions atRevision(long revision) {
        return new ReadOptions(false, revision, 0, null);
    }

    /** The same read with another timeout. */
    public ReadOptions within(Duration newTimeout) {
        return new ReadOptions(stale, revision, minRevision, newTimeout);
    }
}
