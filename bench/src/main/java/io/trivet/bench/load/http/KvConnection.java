package io.trivet.bench.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.trivet.bench.load.generator.AnswerListener;
import io.trivet.bench.load.generator.Connection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The records of {@code /v1/kv/} over one connection to one node. */
public final class KvConnection implements Connection {

    private static final byte[] GET = ascii("GET /v1/kv/");
    private static final byte[] PUT = ascii("PUT /v1/kv/");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CONDITION = ascii("If-Match: \"");
    private static final byte[] QUOTED = ascii("\"\r\n");
    private static final byte[] LINE = ascii("\r\n");
    private static final int HEAD = 256;

    private final HttpConnection http;
    private final byte[] readEnd;
    private final byte[] writeEnd;

    /**
     * A connection to one node, not connected yet.
     *
     * @param consistency of reads, as the API names it
     */
    public KvConnection(EventLoop loop, URI node, String consistency) {
        this.http = new HttpConnection(loop, new InetSocketAddress(node.getHost(), node.getPort()));
        String rest = " HTTP/1.1\r\nHost: " + node.getAuthority() + "\r\n";
        this.readEnd = ascii("?consistency=" + consistency + rest + "\r\n");
        this.writeEnd = ascii(rest);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void get(byte[] key, AnswerListener listener) {
        ByteBuf request = PooledByteBufAllocator.DEFAULT.directBuffer(HEAD);
        request.writeBytes(GET).writeBytes(key).writeBytes(readEnd);
        http.send(request, new Read(listener));
    }

    @Override
    public void set(byte[] key, byte[] value, AnswerListener listener) {
        http.send(write(key, value, 0), new Write(listener));
    }

    @Override
    public void compareAndSet(byte[] key, byte[] value, long revision, AnswerListener listener) {
        http.send(write(key, value, revision), new Write(listener));
    }

    private ByteBuf write(byte[] key, byte[] value, long revision) {
        ByteBuf request = PooledByteBufAllocator.DEFAULT.directBuffer(HEAD + value.length);
        request.writeBytes(PUT).writeBytes(key).writeBytes(writeEnd);
        if (revision != 0) {
            request.writeBytes(CONDITION)
                    .writeBytes(ascii(Long.toString(revision)))
                    .writeBytes(QUOTED);
        }
        request.writeBytes(LENGTH)
                .writeBytes(ascii(Integer.toString(value.length)))
                .writeBytes(LINE);
        return request.writeBytes(LINE).writeBytes(value);
    }

    @Override
    public void close() {
        http.close();
    }

    private record Read(AnswerListener listener) implements HttpConnection.Exchange {

        @Override
        public void answered(HttpResponse response) {
            switch (response.status()) {
                case 200 -> listener.value(response.body(), response.etag());
                case 404 -> listener.missing();
                default -> listener.failed(Problems.code(response));
            }
        }

        @Override
        public void failed(String code) {
            listener.failed(code);
        }
    }

    private record Write(AnswerListener listener) implements HttpConnection.Exchange {

        @Override
        public void answered(HttpResponse response) {
            switch (response.status()) {
                case 201, 204 -> listener.written(response.etag());
                case 412 -> listener.conflict();
                default -> listener.failed(Problems.code(response));
            }
        }

        @Override
        public void failed(String code) {
            listener.failed(code);
        }
    }
}
