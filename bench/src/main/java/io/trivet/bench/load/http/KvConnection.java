package io.trivet.bench.load.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.trivet.bench.load.generator.AnswerListener;
import io.trivet.bench.load.generator.Connection;
import io.trivet.bench.load.generator.Keyspace;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The records of {@code /v1/kv/} over one connection to one node. */
public final class KvConnection implements Connection {

    private static final String RECORDS = "/v1/kv/";

    private final HttpConnection http;
    private final Requests requests;
    private final String query;

    /**
     * A connection to one node, not connected yet.
     *
     * @param consistency of reads, as the API names it
     */
    public KvConnection(EventLoop loop, URI node, String consistency) {
        this.http = new HttpConnection(loop, node);
        this.requests = new Requests(node);
        this.query = "?consistency=" + consistency;
    }

    @Override
    public void get(byte[] key, AnswerListener listener) {
        http.send(requests.get(path(key) + query), new Read(listener));
    }

    @Override
    public void set(byte[] key, byte[] value, AnswerListener listener) {
        http.send(requests.put(path(key), "", value), new Write(listener));
    }

    @Override
    public void compareAndSet(byte[] key, byte[] value, long revision, AnswerListener listener) {
        String condition = "If-Match: \"" + revision + "\"\r\n";
        http.send(requests.put(path(key), condition, value), new Write(listener));
    }

    /** The keys of {@link Keyspace} need no escapes. */
    private static String path(byte[] key) {
        return RECORDS + new String(key, StandardCharsets.US_ASCII);
    }

    @Override
    public void abandon() {
        http.close();
    }

    @Override
    public void close() {
        http.close();
    }

    /** The revision in an answer's tag, {@code "12"}; 0 without one. */
    private static long etag(FullHttpResponse response) {
        String tag = response.headers().get(HttpHeaderNames.ETAG);
        return tag == null ? 0 : Long.parseLong(tag, 1, tag.length() - 1, 10);
    }

    private record Read(AnswerListener listener) implements HttpConnection.Exchange {

        @Override
        public void answered(FullHttpResponse response) {
            switch (response.status().code()) {
                case 200 -> listener.value(ByteBufUtil.getBytes(response.content()), etag(response));
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
        public void answered(FullHttpResponse response) {
            switch (response.status().code()) {
                case 201, 204 -> listener.written(etag(response));
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
