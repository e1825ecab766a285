package io.trivet.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, ready to be sent.
 *
 * @param status the HTTP status code
 * @param headers all headers but the content's type and length
 * @param contentType the media type of the body; null when there is no body
 * @param body the content; null when there is none
 */
record Response(
        int status,
        Map<String, String> headers,
        @Nullable String contentType,
        @Nullable Body body) {

    Response(int status, Map<String, String> headers, @Nullable String contentType, byte[] body) {
        this(status, headers, contentType, new Body.Whole(body));
    }

    static Response empty(int status, Map<String, String> headers) {
        return new Response(status, headers, null, (Body) null);
    }

    static Response json(int status, Map<String, String> headers, ObjectNode body) {
        return new Response(status, headers, Json.MEDIA_TYPE, Json.bytes(body));
    }

    static Response text(int status, String line) {
        byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
        return new Response(status, Map.of(), "text/plain; charset=utf-8", body);
    }
}
