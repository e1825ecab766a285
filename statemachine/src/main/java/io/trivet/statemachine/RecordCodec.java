package io.trivet.statemachine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a row of {@code latest} or {@code history}: a format version, the kind, and for a record the flags and
 * fields. A flag will say that an expiry or a lease follows; a build refuses flags that it does not know. Stateless.
 */
final class RecordCodec {
    static final int VERSION = 1;

    private static final String WHAT = "record";
    private static final int RECORD = 1;
    private static final int TOMBSTONE = 2;
    private static final int NO_FLAGS = 0;
    private static final int FIXED_BYTES = 3 + 3 * Long.BYTES + 2 * Integer.BYTES;

    private RecordCodec() {}

    static byte[] encode(Record record) {
        int length = record.contentType().length() + record.value().length;
        return new ByteWriter(FIXED_BYTES + length)
                .unsignedByte(VERSION)
                .unsignedByte(RECORD)
                .unsignedByte(NO_FLAGS)
                .number(record.modRevision())
                .number(record.createRevision())
                .number(record.version())
                .text(record.contentType())
                .bytes(record.value())
                .toBytes();
    }

    /** The row of {@code history} that says that the key had no record from its revision on. */
    static byte[] tombstone() {
        return new byte[] {VERSION, TOMBSTONE};
    }

    /**
     * Decodes a row.
     *
     * @return null for a tombstone
     * @throws StoreException when the bytes are of a newer format or malformed
     */
    static @Nullable Record decode(byte[] row) {
        ByteReader in = new ByteReader(ByteBuffer.wrap(row), WHAT);
        in.version(VERSION);
        int kind = in.unsignedByte();
        in.check(kind == RECORD || kind == TOMBSTONE, "a row of kind " + kind);
        Record record = kind == RECORD ? record(in) : null;
        in.end();
        return record;
    }

    private static Record record(ByteReader in) {
        int flags = in.unsignedByte();
        in.check(flags == NO_FLAGS, "flags " + flags);
        return new Record(in.counter(), in.counter(), in.counter(), in.text(), in.bytes());
    }
}
