package io.trivet.bench.load.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspaceTest {

    @Test
    void when_keyIsMade_then_itHas16Bytes() {
        Keyspace keyspace = new Keyspace(Integer.MAX_VALUE, 256);
        assertEquals("bench-0000000000", new String(keyspace.key(0), StandardCharsets.US_ASCII));
        assertEquals("bench-0000000907", new String(keyspace.key(907), StandardCharsets.US_ASCII));
        assertEquals("bench-2147483646", new String(keyspace.key(Integer.MAX_VALUE - 1), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 15, 16, 256, 1001})
    void when_valueIsMade_then_itTellsItsVersion(int length) {
        Keyspace keyspace = new Keyspace(10, length);
        byte[] value = keyspace.value(7, 123_456);
        assertEquals(length, value.length);
        assertEquals(123_456, keyspace.version(7, value));
        assertEquals(0, keyspace.version(6, value), "under another key");
        assertEquals(0, keyspace.version(7, Arrays.copyOf(value, length - 1)), "cut");
        assertEquals(0, keyspace.version(7, Arrays.copyOf(value, length + 1)), "too long");
        assertEquals(0, keyspace.version(7, new byte[length]), "zeros");
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 15, 16, 256})
    void when_anyByteOfTheContentChanges_then_theVersionIsGone(int length) {
        Keyspace keyspace = new Keyspace(10, length);
        for (int at = 0; at < length; at++) {
            byte[] value = keyspace.value(7, 3);
            value[at] ^= 1;
            assertFalse(keyspace.version(7, value) == 3, "byte " + at);
        }
    }
}
