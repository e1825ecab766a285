package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes big-endian fields into an array that grows; the counterpart of {@link ByteReader}. One thread. */
final class ByteWriter {
    private ByteBuffer data;

    /** @param expectedBytes the size to start with; no limit */
    ByteWriter(int expectedBytes) {
        data = ByteBuffer.allocate(expectedBytes);
    }

    ByteWriter unsignedByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    ByteWriter bool(boolean value) {
        return unsignedByte(value ? 1 : 0);
    }

    ByteWriter count(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    ByteWriter number(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** The length, then the bytes. */
    ByteWriter bytes(byte[] value) {
        return count(value.length).raw(value);
    }

    ByteWriter raw(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    ByteWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return data.hasRemaining() ? Arrays.copyOf(data.array(), data.position()) : data.array();
    }

    private ByteBuffer room(int bytes) {
        if (data.remaining() < bytes) {
            int size = Math.max(Math.addExact(data.position(), bytes), data.capacity() + (data.capacity() >> 1));
            data = ByteBuffer.wrap(Arrays.copyOf(data.array(), size)).position(data.position());
        }
        return data;
    }
}
