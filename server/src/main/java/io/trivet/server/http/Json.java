package io.trivet.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes the API's JSON, strictly: no duplicate fields, nothing after the value, no lone surrogates. */
final class Json {
    static final String MEDIA_TYPE = "application/json";

    private static final int MAX_DEPTH = 16;
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an object whose fields are all strings and exactly these.
     *
     * @throws ProblemException 400 when the bytes are anything else
     */
    static Map<String, String> strings(byte[] body, Set<String> names) {
        JsonNode node = parse(body);
        if (!node.isObject()) {
            throw Problems.badRequest("invalid_json", "the body must be a JSON object");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            if (!names.contains(field.getKey())) {
                throw Problems.badRequest(
                        "invalid_json", "the body has a field that is not known here: " + field.getKey());
            }
            if (!field.getValue().isTextual()) {
                throw Problems.badRequest("invalid_json", "the field " + field.getKey() + " must be a string");
            }
            fields.put(field.getKey(), field.getValue().textValue());
        });
        for (String name : names) {
            if (!fields.containsKey(name)) {
                throw Problems.badRequest("invalid_json", "the body has no field " + name);
            }
        }
        return fields;
    }

    private static JsonNode parse(byte[] body) {
        if (text(body) == null) {
            throw Problems.badRequest("invalid_json", "the body is not UTF-8");
        }
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw Problems.badRequest("invalid_json", "the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The UTF-8 bytes of a string; 400 when it holds half of a surrogate pair, which has none. */
    static byte[] utf8(String field, String value) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw Problems.badRequest("invalid_json", "the field " + field + " holds half of a surrogate pair");
        }
    }

    /** The text that the bytes encode in UTF-8, null when they are not UTF-8. */
    static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
