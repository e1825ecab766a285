package io.trivet.server.service;

import io.trivet.server.service.ReadOptions.Consistency;
import io.trivet.statemachine.Record;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a read.
 *
 * @param revision the store's revision that the answer reflects
 * @param record the key's record then, null when it had none
 * @param consistency what the answer was asked to be
 * @param staleness for stale reads, how far behind the answer may be at most; null when that is not known
 */
public record KvRead(
        long revision,
        @Nullable Record record,
        Consistency consistency,
        @Nullable Duration staleness) {}
