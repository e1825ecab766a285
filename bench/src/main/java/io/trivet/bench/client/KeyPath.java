package io.trivet.bench.client;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of keys. Every byte that is not an unreserved character of RFC 3986 is escaped. */
final class KeyPath {

    private static final String UNRESERVED = "-_~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private KeyPath() {}

    static String encode(String key) {
        StringBuilder path = new StringBuilder(key.length() + 8);
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            append(path, b & 0xff);
        }
        return path.toString();
    }

    private static void append(StringBuilder path, int octet) {
        if (isPlain(octet)) {
            path.append((char) octet);
        } else {
            path.append('%').append(HEX[octet >> 4]).append(HEX[octet & 15]);
        }
    }

    private static boolean isPlain(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || UNRESERVED.indexOf(octet) >= 0;
    }
}
