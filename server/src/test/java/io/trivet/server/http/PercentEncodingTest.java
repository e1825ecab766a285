package io.trivet.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PercentEncodingTest {

    @Test
    void when_pathIsDecoded_then_nothingIsNormalised() {
        assertEquals("a/../b//c/./;x=1+2", text(PercentEncoding.decodePath("a/..%2Fb//c/./;x=1+2")));
    }

    @Test
    void when_queryIsDecoded_then_plusIsSpace() {
        assertEquals("a b+c", text(PercentEncoding.decodeQuery("a+b%2Bc")));
    }

    @Test
    void when_anyOctetIsEncoded_then_itComesBack() {
        for (int octet = 0; octet < 256; octet++) {
            assertArrayEquals(new byte[] {(byte) octet}, PercentEncoding.decodePath("%%%02x".formatted(octet)));
            assertArrayEquals(new byte[] {(byte) octet}, PercentEncoding.decodePath("%%%02X".formatted(octet)));
        }
    }

    @Test
    void when_percentIsNotFollowedByTwoDigits_then_itIsRefused() {
        for (String raw : new String[] {"%", "%1", "%G0", "%0G", "a%", "a%%20", "%+1", "%\uff11\uff11"}) {
            assertThrows(ProblemException.class, () -> PercentEncoding.decodePath(raw), raw);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
