package io.trivet.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * A key at a revision: at {@code revision} the key had exactly this record.
 *
 * @param revision a revision of the store, at least 0
 * @param record the key's record, null when it had none; it belongs to the caller
 */
public record Read(long revision, @Nullable Record record) {}
