package io.trivet.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query. Strict: a parameter given twice, or one that the call does not know, is a mistake that the
 * client wants to hear of; a misspelt one must not silently change what a read promises.
 */
final class Parameters {
    private final Map<String, byte[]> values;

    private Parameters(Map<String, byte[]> values) {
        this.values = values;
    }

    /**
     * @param query what stands after the question mark, still encoded
     * @param known the names that this call knows
     */
    static Parameters parse(String query, Set<String> known) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = text(PercentEncoding.decodeQuery(equals < 0 ? pair : pair.substring(0, equals)), "name");
            byte[] value = PercentEncoding.decodeQuery(equals < 0 ? "" : pair.substring(equals + 1));
            if (!known.contains(name)) {
                throw Problems.badRequest("unknown_parameter", "the parameter '" + name + "' is not known here");
            }
            if (values.put(name, value) != null) {
                throw Problems.badRequest("duplicate_parameter", "the parameter " + name + " is given twice");
            }
        }
        return new Parameters(values);
    }

    byte @Nullable [] bytes(String name) {
        return values.get(name);
    }

    @Nullable String text(String name) {
        byte[] value = values.get(name);
        return value == null ? null : text(value, "value of " + name);
    }

    private static String text(byte[] bytes, String what) {
        String text = Json.text(bytes);
        if (text == null) {
            throw Problems.badRequest("invalid_parameter", "the " + what + " is not UTF-8");
        }
        return text;
    }
}
