package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads big-endian fields and checks every one against the bytes that are left before anything is allocated. Leaves the
 * position of the buffer it is made of alone. One thread.
 */
final class ByteReader {
    private final ByteBuffer data;
    private final String what;

    /** @param what what the bytes are, as the subject of an error message */
    ByteReader(ByteBuffer data, String what) {
        this.data = data.slice();
        this.what = what;
    }

    /**
     * Reads the format version, which comes first in everything that is stored or sent.
     *
     * @throws StoreException when this build does not know it
     */
    int version(int newest) {
        int version = unsignedByte();
        if (version > newest) {
            throw new StoreException(what + " has format version " + version + ", this build reads up to " + newest
                    + ": upgrade this node");
        }
        check(version > 0, "format version 0");
        return version;
    }

    boolean hasMore() {
        return data.hasRemaining();
    }

    int unsignedByte() {
        need(1);
        return Byte.toUnsignedInt(data.get());
    }

    boolean bool() {
        int value = unsignedByte();
        check(value <= 1, "a truth value of " + value);
        return value == 1;
    }

    int count(int bytesEach) {
        need(Integer.BYTES);
        int count = data.getInt();
        check(count >= 0 && count <= data.remaining() / bytesEach, "a length of " + count);
        return count;
    }

    long number() {
        need(Long.BYTES);
        return data.getLong();
    }

    /** A number that is never negative. */
    long counter() {
        long value = number();
        check(value >= 0, "a counter of " + value);
        return value;
    }

    byte[] bytes() {
        byte[] bytes = new byte[count(1)];
        data.get(bytes);
        return bytes;
    }

    byte[] key() {
        byte[] key = bytes();
        check(key.length > 0, "an empty key");
        return key;
    }

    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("text that is not UTF-8");
        }
    }

    void end() {
        check(!data.hasRemaining(), data.remaining() + " bytes too many");
    }

    void check(boolean holds, String problem) {
        if (!holds) {
            throw malformed(problem);
        }
    }

    StoreException malformed(String problem) {
        return new StoreException(what + " is malformed: " + problem);
    }

    private void need(int bytes) {
        check(data.remaining() >= bytes, "cut short");
    }
}
