package io.trivet.bench.load.http;

import java.nio.charset.StandardCharsets;

/**
 * One answer.
 *
 * @param status of the final response
 * @param etag the number in its {@code ETag}, 0 without one
 * @param body its bytes, empty when there are none
 * @param persistent whether another request may be sent on the connection
 */
record HttpResponse(int status, long etag, byte[] body, boolean persistent) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
