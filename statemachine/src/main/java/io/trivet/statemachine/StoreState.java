package io.trivet.statemachine;

import java.nio.ByteBuffer;

/**
 * Where the store stands: the one row of {@code meta} that is written with every batch.
 *
 * @param appliedIndex the log index of the last entry applied, 0 before the first
 * @param appliedTerm that entry's term
 * @param revision the store's revision
 * @param compactedRevision the oldest readable revision
 * @param clockMillis the highest clock of any proposal applied
 * @param keys how many keys have a record
 */
record StoreState(
        long appliedIndex, long appliedTerm, long revision, long compactedRevision, long clockMillis, long keys) {
    static final StoreState INITIAL = new StoreState(0, 0, 0, 0, 0, 0);

    private static final int VERSION = 1;

    StoreState withCompactedRevision(long compacted) {
        return new StoreState(appliedIndex, appliedTerm, revision, compacted, clockMillis, keys);
    }

    /** @throws IllegalArgumentException when no revision could follow */
    StoreState rebased(long bump) {
        if (bump >= Long.MAX_VALUE - revision) {
            throw new IllegalArgumentException("no revision can follow revision " + revision + " raised by " + bump);
        }
        return new StoreState(appliedIndex, appliedTerm, revision + bump, revision + bump, clockMillis, keys);
    }

    byte[] encode() {
        return new ByteWriter(1 + 6 * Long.BYTES)
                .unsignedByte(VERSION)
                .number(appliedIndex)
                .number(appliedTerm)
                .number(revision)
                .number(compactedRevision)
                .number(clockMillis)
                .number(keys)
                .toBytes();
    }

    /** @throws StoreException when the bytes are of a newer format or malformed */
    static StoreState decode(byte[] row) {
        ByteReader in = new ByteReader(ByteBuffer.wrap(row), "the store's state");
        in.version(VERSION);
        StoreState state =
                new StoreState(in.counter(), in.counter(), in.counter(), in.counter(), in.counter(), in.counter());
        in.end();
        return state;
    }
}
