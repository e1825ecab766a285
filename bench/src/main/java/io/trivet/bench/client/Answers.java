package io.trivet.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Turns HTTP responses into {@link Reply.Answered}. */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    static Reply.Answered of(HttpResponse<byte[]> response) {
        HttpHeaders headers = response.headers();
        JsonNode problem = problem(headers, response.body());
        return new Reply.Answered(
                response.statusCode(),
                response.body(),
                number(headers, "ETag", 0),
                number(headers, "Kv-Revision", 0),
                (int) number(headers, "Kv-Deleted", -1),
                text(problem, "code"),
                text(problem, "outcome"));
    }

    static ClusterView cluster(byte[] body) throws IOException {
        return JSON.readValue(body, ClusterView.class);
    }

    static String message(byte[] body) {
        try {
            return JSON.readTree(body).path("message").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] json(Object tree) throws IOException {
        return JSON.writeValueAsBytes(tree);
    }

    private static long number(HttpHeaders headers, String name, long absent) {
        String digits = headers.firstValue(name).orElse("").replace("\"", "");
        return digits.isEmpty() ? absent : Long.parseLong(digits);
    }

    private static @Nullable JsonNode problem(HttpHeaders headers, byte[] body) {
        if (!headers.firstValue("Content-Type").orElse("").startsWith("application/problem+json")) {
            return null;
        }
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable String text(@Nullable JsonNode tree, String field) {
        JsonNode value = tree == null ? null : tree.get(field);
        return value == null || !value.isTextual() ? null : value.asText();
    }
}
