package io.trivet.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-decoding to bytes (RFC 3986, section 2.1). Nothing is normalised and no character is special. */
final class PercentEncoding {
    private PercentEncoding() {}

    /** Decodes a part of a path, where a plus sign is a plus sign. */
    static byte[] decodePath(String raw) {
        return decode(raw, false);
    }

    /** Decodes a name or value of a query, where a plus sign is a space, as forms have it. */
    static byte[] decodeQuery(String raw) {
        return decode(raw, true);
    }

    private static byte[] decode(String raw, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(octet(raw, i));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.write(' ');
            } else if (c <= 0xFF) {
                bytes.write(c); // the parser makes one character of each byte
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static int octet(String raw, int percent) {
        int high = percent + 2 < raw.length() ? hex(raw.charAt(percent + 1)) : -1;
        int low = percent + 2 < raw.length() ? hex(raw.charAt(percent + 2)) : -1;
        if (high < 0 || low < 0) {
            throw Problems.badRequest(
                    "bad_percent_encoding", "a percent sign must be followed by two hexadecimal digits");
        }
        return high << 4 | low;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
