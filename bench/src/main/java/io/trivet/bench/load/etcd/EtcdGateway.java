package io.trivet.bench.load.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.trivet.bench.load.generator.AnswerListener;
import io.trivet.bench.load.generator.Connection;
import io.trivet.bench.load.http.HttpConnection;
import io.trivet.bench.load.http.Requests;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.BiConsumer;

/** etcd's JSON gateway over one connection to one member. */
final class EtcdGateway implements Connection {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpConnection http;
    private final Requests requests;
    private final String range;

    EtcdGateway(EventLoop loop, URI member, boolean linearizable) {
        this.range = linearizable ? "\"}" : "\",\"serializable\":true}";
        this.http = new HttpConnection(loop, member);
        this.requests = new Requests(member);
    }

    @Override
    public void get(byte[] key, AnswerListener listener) {
        call("range", "{\"key\":\"" + base64(key) + range, listener, EtcdGateway::found);
    }

    @Override
    public void set(byte[] key, byte[] value, AnswerListener listener) {
        call("put", put(key, value), listener, (answer, told) -> told.written(revision(answer)));
    }

    @Override
    public void compareAndSet(byte[] key, byte[] value, long revision, AnswerListener listener) {
        String transaction = "{\"compare\":[{\"target\":\"MOD\",\"key\":\"" + base64(key) + "\",\"modRevision\":\""
                + revision + "\"}],\"success\":[{\"requestPut\":" + put(key, value) + "}]}";
        call("txn", transaction, listener, EtcdGateway::compared);
    }

    private void call(String name, String json, AnswerListener listener, BiConsumer<JsonNode, AnswerListener> success) {
        byte[] body = json.getBytes(StandardCharsets.US_ASCII);
        http.send(requests.post("/v3/kv/" + name, body), new Exchange(listener, success));
    }

    private static void found(JsonNode answer, AnswerListener listener) {
        JsonNode record = answer.path("kvs").path(0);
        if (record.isMissingNode()) {
            listener.missing();
        } else {
            byte[] value = Base64.getDecoder().decode(record.path("value").asText());
            listener.value(value, record.path("mod_revision").asLong());
        }
    }

    private static void compared(JsonNode answer, AnswerListener listener) {
        if (answer.path("succeeded").asBoolean()) {
            listener.written(revision(answer));
        } else {
            listener.conflict();
        }
    }

    private static long revision(JsonNode answer) {
        return answer.path("header").path("revision").asLong();
    }

    private static String put(byte[] key, byte[] value) {
        return "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void abandon() {
        http.close();
    }

    @Override
    public void close() {
        http.close();
    }

    private record Exchange(AnswerListener listener, BiConsumer<JsonNode, AnswerListener> success)
            implements HttpConnection.Exchange {

        @Override
        public void answered(FullHttpResponse response) {
            if (response.status().code() != 200) {
                listener.failed("status_" + response.status().code());
                return;
            }
            JsonNode answer;
            try {
                answer = JSON.readTree(ByteBufUtil.getBytes(response.content()));
            } catch (IOException e) {
                listener.failed("no_json");
                return;
            }
            success.accept(answer, listener);
        }

        @Override
        public void failed(String code) {
            listener.failed(code);
        }
    }
}
