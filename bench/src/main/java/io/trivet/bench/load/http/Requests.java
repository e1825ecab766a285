package io.trivet.bench.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The bytes of requests to one server, for {@link HttpConnection#send}. */
public final class Requests {

    private static final int HEAD = 512;

    private final String version;

    public Requests(URI server) {
        this.version = " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n";
    }

    /** A {@code GET} of a path and query. */
    ByteBuf get(String path) {
        return head(0, "GET ", path, "\r\n");
    }

    /** A {@code PUT}; {@code fields} are further header fields, each with its end of line. */
    ByteBuf put(String path, String fields, byte[] body) {
        return withBody("PUT ", path, fields, body);
    }

    /** A {@code POST}. */
    public ByteBuf post(String path, byte[] body) {
        return withBody("POST ", path, "", body);
    }

    private ByteBuf withBody(String method, String path, String fields, byte[] body) {
        return head(body.length, method, path, fields + "Content-Length: " + body.length + "\r\n\r\n")
                .writeBytes(body);
    }

    private ByteBuf head(int more, String method, String path, String fields) {
        ByteBuf request = PooledByteBufAllocator.DEFAULT.directBuffer(HEAD + more);
        request.writeCharSequence(method + path + version + fields, StandardCharsets.US_ASCII);
        return request;
    }
}
