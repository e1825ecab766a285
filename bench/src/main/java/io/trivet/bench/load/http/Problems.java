package io.trivet.bench.load.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;

/** What an answer says that is no success. */
final class Problems {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Problems() {}

    /** The {@code code} of its problem document; the status where it has none. */
    static String code(FullHttpResponse response) {
        int status = response.status().code();
        try {
            String code = JSON.readTree(ByteBufUtil.getBytes(response.content()))
                    .path("code")
                    .asText();
            return code.isEmpty() ? "status_" + status : code;
        } catch (IOException e) {
            return "status_" + status;
        }
    }
}
