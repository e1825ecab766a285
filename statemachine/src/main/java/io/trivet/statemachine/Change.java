package io.trivet.statemachine;

import java.nio.ByteBuffer;

/**
 * What one revision did to one key: the value of a row of {@code changes}.
 *
 * @param kind whether the key was written or deleted
 * @param previousModRevision the modRevision of the record it superseded, 0 when there was none
 * @param key the key
 */
record Change(Kind kind, long previousModRevision, byte[] key) {
    private static final int VERSION = 1;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int FIXED_BYTES = 2 + Long.BYTES + Integer.BYTES;

    enum Kind {
        PUT,
        DELETE
    }

    byte[] encode() {
        return new ByteWriter(FIXED_BYTES + key.length)
                .unsignedByte(VERSION)
                .unsignedByte(kind == Kind.PUT ? PUT : DELETE)
                .number(previousModRevision)
                .bytes(key)
                .toBytes();
    }

    /** @throws StoreException when the bytes are of a newer format or malformed */
    static Change decode(byte[] row) {
        ByteReader in = new ByteReader(ByteBuffer.wrap(row), "change");
        in.version(VERSION);
        int kind = in.unsignedByte();
        in.check(kind == PUT || kind == DELETE, "a change of kind " + kind);
        Change change = new Change(kind == PUT ? Kind.PUT : Kind.DELETE, in.counter(), in.key());
        in.end();
        return change;
    }
}
