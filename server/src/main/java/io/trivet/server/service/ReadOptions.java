package io.trivet.server.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a read is to be answered.
 *
 * @param consistency linearizable, or whatever this node has
 * @param maxStale for stale reads, how far behind the answer may be at most; null for any age
 * @param minRevision wait until this node has this revision; 0 for none
 * @param revision read the past state at this revision; 0 for the present
 * @param timeout how long the caller waits
 */
public record ReadOptions(
        Consistency consistency, @Nullable Duration maxStale, long minRevision, long revision, Duration timeout) {

    public enum Consistency {
        /** The answer holds every write that was acknowledged before the read was sent. */
        LINEARIZABLE,
        /** The answer is what this node has, which may be old. */
        STALE
    }
}
