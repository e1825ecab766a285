package io.trivet.bench.load.generator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of 16 bytes, numbered from 0, and values of one length that do not compress. A value tells the number of its key and
 * its version, and all its bytes follow from these two: one that was cut, mixed up or put under another key is found.
 *
 * @param keys how many keys
 * @param valueBytes the length of each value, at least {@link #SHORTEST_VALUE}
 */
public record Keyspace(int keys, int valueBytes) {

    /** What number and version take. */
    public static final int SHORTEST_VALUE = 2 * Integer.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] ZERO = "bench-0000000000".getBytes(StandardCharsets.US_ASCII);
    private static final long STEP = 0x9E3779B97F4A7C15L;

    /** The key of a number. */
    public byte[] key(int number) {
        byte[] key = ZERO.clone();
        for (int at = key.length - 1, rest = number; rest > 0; at--, rest /= 10) {
            key[at] += (byte) (rest % 10);
        }
        return key;
    }

    /** What a version of a key holds. */
    public byte[] value(int number, int version) {
        byte[] value = new byte[valueBytes];
        long seed = ((long) number << Integer.SIZE) | version;
        LONG.set(value, 0, seed);
        int at = Long.BYTES;
        for (; at + Long.BYTES <= valueBytes; at += Long.BYTES) {
            LONG.set(value, at, mixed(seed + at * STEP));
        }
        for (long rest = mixed(seed + at * STEP); at < valueBytes; at++, rest >>>= Byte.SIZE) {
            value[at] = (byte) rest;
        }
        return value;
    }

    /** The version that a value of a key is; 0 when it is none, whatever version one thinks of. */
    public int version(int number, byte[] value) {
        if (value.length != valueBytes) {
            return 0;
        }
        int version = (int) (long) LONG.get(value, 0);
        return Arrays.equals(value, value(number, version)) ? version : 0;
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long seed) {
        long z = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
