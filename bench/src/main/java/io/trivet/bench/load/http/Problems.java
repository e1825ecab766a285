package io.trivet.bench.load.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** What an answer says that is no success. */
final class Problems {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Problems() {}

    /** The {@code code} of its problem document; the status where it has none. */
    static String code(HttpResponse response) {
        try {
            String code = JSON.readTree(response.body()).path("code").asText();
            return code.isEmpty() ? "status_" + response.status() : code;
        } catch (IOException e) {
            return "status_" + response.status();
        }
    }
}
