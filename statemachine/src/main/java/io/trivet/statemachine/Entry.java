package io.trivet.statemachine;

import java.nio.ByteBuffer;

/**
 * One committed log entry as the store gets it.
 *
 * @param index the log index, above that of every entry applied before
 * @param term the term in which the entry was appended
 * @param data an encoded {@link Proposal}; its content stays unchanged during {@link Store#apply}
 */
public record Entry(long index, long term, ByteBuffer data) {}
