package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The row keys of {@code history} and {@code changes}; byte order is the order of the rows.
 *
 * <p>In {@code history} the key comes first. As a key may hold any bytes and be the beginning of another, a zero in it
 * is written as {@code 00 FF} and its end as {@code 00 00}: no key's rows lie between another's. The revision follows
 * inverted, so that the newest comes first.
 */
final class Keys {
    private static final byte ESCAPED_ZERO = (byte) 0xFF;

    private Keys() {}

    static byte[] history(byte[] key, long revision) {
        byte[] prefix = escaped(key, Long.BYTES);
        ByteBuffer.wrap(prefix).putLong(prefix.length - Long.BYTES, ~revision);
        return prefix;
    }

    /** The first row key behind all rows of a key in {@code history}. */
    static byte[] historyEnd(byte[] key) {
        byte[] end = escaped(key, 0);
        end[end.length - 1] = 1;
        return end;
    }

    /** @param ordinal the place of the change among those of its revision, from 0 */
    static byte[] change(long revision, int ordinal) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(revision)
                .putInt(ordinal)
                .array();
    }

    static long changeRevision(byte[] rowKey) {
        return ByteBuffer.wrap(rowKey).getLong();
    }

    /**
     * The key of a row of {@code history}.
     *
     * @throws StoreException when the row's key is none that {@link #history} makes
     */
    static byte[] historyKey(byte[] rowKey) {
        int length = rowKey.length - Long.BYTES - 2;
        byte[] key = new byte[Math.max(0, length)];
        int size = 0;
        for (int at = 0; at < length; at++) {
            key[size++] = rowKey[at];
            if (rowKey[at] == 0) {
                at++;
            }
        }
        key = Arrays.copyOf(key, size);
        if (length <= 0 || !Arrays.equals(rowKey, history(key, historyRevision(rowKey)))) {
            throw new StoreException("the store's history has a row that belongs to no key");
        }
        return key;
    }

    /** @param rowKey a row of {@code history}, at least 8 bytes long */
    static long historyRevision(byte[] rowKey) {
        return ~ByteBuffer.wrap(rowKey).getLong(rowKey.length - Long.BYTES);
    }

    private static byte[] escaped(byte[] key, int spareBytes) {
        int zeros = 0;
        for (byte b : key) {
            zeros += b == 0 ? 1 : 0;
        }
        byte[] escaped = Arrays.copyOf(key, key.length + zeros + 2 + spareBytes);
        if (zeros > 0) {
            escapeInto(escaped, key);
        }
        return escaped;
    }

    private static void escapeInto(byte[] escaped, byte[] key) {
        int at = 0;
        for (byte b : key) {
            escaped[at++] = b;
            if (b == 0) {
                escaped[at++] = ESCAPED_ZERO;
            }
        }
        Arrays.fill(escaped, at, escaped.length, (byte) 0);
    }
}
