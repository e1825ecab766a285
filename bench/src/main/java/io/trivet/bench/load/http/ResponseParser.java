package io.trivet.bench.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads responses of HTTP/1.1 (RFC 9112): a length or chunks, interim responses skipped, trailers skipped. A body that ends with
 * the connection is refused, because a node never sends one and it could not be told from one that was cut. Holds no state:
 * as long as a response is not complete, it is looked at from the beginning, and mostly it comes in one piece.
 */
final class ResponseParser {

    private static final String VERSION = "HTTP/1.";
    private static final int STATUS_AT = VERSION.length() + 2;
    private static final int LONGEST_HEAD = 64 << 10;
    private static final int LONGEST_BODY = 64 << 20;
    private static final byte[] EMPTY = {};

    private ResponseParser() {}

    /**
     * Takes the next response off the buffer.
     *
     * @return null when it is not all there yet; the buffer is as it was then
     * @throws MalformedResponseException when it is none
     */
    static @Nullable HttpResponse parse(ByteBuf in) throws MalformedResponseException {
        int start = in.readerIndex();
        HttpResponse response;
        do {
            response = parseOne(in);
        } while (response != null && response.status() < 200);
        if (response == null) {
            in.readerIndex(start);
        }
        return response;
    }

    private static @Nullable HttpResponse parseOne(ByteBuf in) throws MalformedResponseException {
        String statusLine = line(in);
        if (statusLine == null) {
            return null;
        }
        int status = status(statusLine);
        boolean persistent = statusLine.charAt(VERSION.length()) != '0';
        boolean chunked = false;
        long length = -1;
        long etag = 0;
        for (String field = line(in); ; field = line(in)) {
            if (field == null) {
                return null;
            }
            if (field.isEmpty()) {
                break;
            }
            if (is(field, "content-length:")) {
                length = number(field, 10);
            } else if (is(field, "etag:")) {
                etag = number(field.replace("\"", ""), 10);
            } else if (is(field, "transfer-encoding:")) {
                chunked = chunked(field);
            } else if (is(field, "connection:")) {
                persistent = !value(field).equalsIgnoreCase("close");
            }
        }
        byte[] body =
                status < 200 || status == 204 || status == 304 ? EMPTY : chunked ? chunks(in) : counted(in, length);
        return body == null ? null : new HttpResponse(status, etag, body, persistent);
    }

    private static int status(String line) throws MalformedResponseException {
        if (!line.startsWith(VERSION) || line.length() < STATUS_AT + 3 || line.charAt(STATUS_AT - 1) != ' ') {
            throw new MalformedResponseException("no status line: " + line);
        }
        try {
            return Integer.parseInt(line, STATUS_AT, STATUS_AT + 3, 10);
        } catch (NumberFormatException e) {
            throw new MalformedResponseException("no status line: " + line);
        }
    }

    private static byte @Nullable [] counted(ByteBuf in, long length) throws MalformedResponseException {
        if (length < 0 || length > LONGEST_BODY) {
            throw new MalformedResponseException("no length, or an impossible one: " + length);
        }
        if (in.readableBytes() < length) {
            return null;
        }
        byte[] body = new byte[(int) length];
        in.readBytes(body);
        return body;
    }

    private static byte @Nullable [] chunks(ByteBuf in) throws MalformedResponseException {
        byte[] body = EMPTY;
        while (true) {
            String size = line(in);
            if (size == null) {
                return null;
            }
            int extension = size.indexOf(';');
            byte[] chunk = counted(in, parsed(extension < 0 ? size : size.substring(0, extension), 16));
            if (chunk == null) {
                return null;
            }
            if (chunk.length == 0) {
                return trailersEnd(in) ? body : null;
            }
            String end = line(in);
            if (end == null) {
                return null;
            }
            if (!end.isEmpty()) {
                throw new MalformedResponseException("a chunk is longer than it says");
            }
            body = joined(body, chunk);
        }
    }

    private static boolean trailersEnd(ByteBuf in) throws MalformedResponseException {
        String trailer = line(in);
        while (trailer != null && !trailer.isEmpty()) {
            trailer = line(in);
        }
        return trailer != null;
    }

    private static byte[] joined(byte[] left, byte[] right) throws MalformedResponseException {
        if (left.length + right.length > LONGEST_BODY) {
            throw new MalformedResponseException("a body without end");
        }
        byte[] both = new byte[left.length + right.length];
        System.arraycopy(left, 0, both, 0, left.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    /** The next line without its end; null when it is not all there yet. */
    private static @Nullable String line(ByteBuf in) throws MalformedResponseException {
        int from = in.readerIndex();
        int end = in.forEachByte(ByteProcessor.FIND_LF);
        if (end < 0) {
            if (in.readableBytes() > LONGEST_HEAD) {
                throw new MalformedResponseException("a line without end");
            }
            return null;
        }
        in.readerIndex(end + 1);
        int length = end - from;
        if (length > 0 && in.getByte(end - 1) == '\r') {
            length--;
        }
        return in.toString(from, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean is(String field, String lowerCaseName) {
        return field.regionMatches(true, 0, lowerCaseName, 0, lowerCaseName.length());
    }

    private static String value(String field) {
        return field.substring(field.indexOf(':') + 1).trim();
    }

    private static boolean chunked(String field) throws MalformedResponseException {
        if (!value(field).equalsIgnoreCase("chunked")) {
            throw new MalformedResponseException("cannot read " + field);
        }
        return true;
    }

    private static long number(String field, int radix) throws MalformedResponseException {
        return parsed(value(field), radix);
    }

    private static long parsed(String digits, int radix) throws MalformedResponseException {
        try {
            return Long.parseUnsignedLong(digits.trim(), radix);
        } catch (NumberFormatException e) {
            throw new MalformedResponseException("no number: " + digits);
        }
    }
}
