package io.trivet.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.config.NodeConfig.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:1",
                "255.255.255.255:65534",
                "localhost:80",
                "a-1.example.org:8080",
                "node_1:7001",
                "1a:1",
                "[::1]:8080",
                "[2001:db8::a]:8080",
                "[::ffff:10.0.0.1]:8080"
            })
    void when_addressIsGood_then_itReadsBackAsWritten(String text) {
        assertEquals(text, Address.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":80", "localhost", "localhost:", "localhost:0", "localhost:65535", "localhost:080",
                        "localhost:+80",
                "localhost:99999", "::1:8080", "[::1]", "[::1", "[127.0.0.1]:80", "[::g]:80", "[:::]:80",
                        "[fe80::1%eth0]:80",
                "256.0.0.1:80", "1.2.3:80", "1.2.3.4.5:80", "01.2.3.4:80", "2130706433:80", "a..b:80", "-a:80", "a-:80",
                "a b:80", "http://a:80", "a:80/", "a.:80"
            })
    void when_addressIsBad_then_itIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
    }

    @Test
    void when_labelOrNameIsTooLong_then_addressIsRefused() {
        assertEquals(63, Address.parse("a".repeat(63) + ":80").host().length());
        assertThrows(IllegalArgumentException.class, () -> Address.parse("a".repeat(64) + ":80"));
        assertThrows(IllegalArgumentException.class, () -> Address.parse("a.".repeat(127) + "a:80"));
    }

    @Test
    void when_hostsDifferInCaseOnly_then_addressesAreEqual() {
        assertEquals(Address.parse("node.example.org:80"), Address.parse("Node.Example.ORG:80"));
    }

    @Test
    void when_addressStandsForAll_then_itIsWildcard() {
        assertTrue(Address.parse("0.0.0.0:80").isWildcard());
        assertTrue(Address.parse("[::]:80").isWildcard());
        assertTrue(Address.parse("[0:0::0]:80").isWildcard());
        assertFalse(Address.parse("[::1]:80").isWildcard());
        assertFalse(Address.parse("0.0.0.1:80").isWildcard());
        assertFalse(Address.parse("localhost:80").isWildcard());
    }
}
