package io.trivet.bench.history;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Histories as files: one JSON object a line, as docs/testing.md describes them. */
public final class HistoryFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader TREE = JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A line is not an operation, and the message names it; or the file is no text. */
    public static final class FormatException extends IOException {
        private static final long serialVersionUID = 1L;

        FormatException(String message) {
            super(message);
        }
    }

    private HistoryFile() {}

    /** Writes a history, in the order of the starts. */
    public static void write(Path file, Collection<Operation> operations) throws IOException {
        List<Operation> ordered = new ArrayList<>(operations);
        ordered.sort(Comparator.comparingLong(Operation::start));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Operation operation : ordered) {
                out.write(JSON.writeValueAsString(encode(operation)));
                out.newLine();
            }
        }
    }

    /**
     * Reads a history; empty lines are skipped, and fields that are not known.
     *
     * @throws FormatException when a line is not an operation
     */
    public static List<Operation> read(Path file) throws IOException {
        List<Operation> operations = new ArrayList<>();
        int number = 0;
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    operations.add(decode(line, number));
                }
            }
        } catch (MalformedInputException e) {
            throw new FormatException("it is not UTF-8");
        }
        return operations;
    }

    private static ObjectNode encode(Operation operation) {
        ObjectNode line = JSON.createObjectNode();
        line.put("process", operation.process());
        if (!operation.node().isEmpty()) {
            line.put("node", operation.node());
        }
        line.put("key", operation.key());
        line.put("op", lower(operation.op()));
        put(line, "value", operation.value());
        put(line, "from", operation.from());
        put(line, "to", operation.to());
        put(line, "found", operation.found());
        put(line, "succeeded", operation.succeeded());
        put(line, "revision", operation.revision());
        put(line, "store_revision", operation.storeRevision());
        put(line, "at_revision", operation.atRevision());
        put(line, "min_revision", operation.minRevision());
        put(line, "stale", operation.stale() ? true : null);
        line.put("outcome", lower(operation.outcome()));
        line.put("start", operation.start());
        if (operation.end() != Operation.NEVER) {
            line.put("end", operation.end());
        }
        return line;
    }

    private static void put(ObjectNode line, String field, @Nullable String value) {
        if (value != null) {
            line.put(field, value);
        }
    }

    private static void put(ObjectNode line, String field, @Nullable Boolean value) {
        if (value != null) {
            line.put(field, value);
        }
    }

    private static void put(ObjectNode line, String field, long value) {
        if (value != 0) {
            line.put(field, value);
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Operation decode(String text, int number) throws FormatException {
        JsonNode tree;
        try {
            tree = TREE.readTree(text);
        } catch (IOException e) {
            throw new FormatException("line " + number + " is not JSON");
        }
        if (!tree.isObject()) {
            throw new FormatException("line " + number + " is not a JSON object");
        }
        return new Line(tree, number).decode();
    }

    /** One line, which complains in its own name. */
    private record Line(JsonNode tree, int number) {

        Operation decode() throws FormatException {
            Kind op = oneOf(Kind.values(), "op");
            Outcome outcome = oneOf(Outcome.values(), "outcome");
            boolean answered = outcome == Outcome.OK;
            String value = text("value");
            Boolean found = flag("found");
            Boolean succeeded = flag("succeeded");
            if (op == Kind.WRITE && value == null) {
                throw wrong("a write needs \"value\"");
            } else if (op == Kind.CAS && answered && succeeded == null) {
                throw wrong("a cas that was answered needs \"succeeded\"");
            } else if (op == Kind.CAS && text("from") == null && text("to") == null) {
                throw wrong("a cas needs \"from\" or \"to\"");
            } else if (op == Kind.READ && answered && found == null && value == null) {
                throw wrong("a read that was answered needs \"found\" or \"value\"");
            } else if (op == Kind.READ && answered && Boolean.FALSE.equals(found) && value != null) {
                throw wrong("a read found nothing and has a \"value\"");
            }
            if (op == Kind.READ && answered && found == null) {
                found = true;
            }
            long start = required("start");
            long end = outcome == Outcome.UNKNOWN ? Operation.NEVER : required("end");
            if (end < start) {
                throw wrong("\"end\" comes before \"start\"");
            }
            JsonNode key = tree.get("key");
            if (key == null || !key.isTextual()) {
                throw wrong("\"key\" is not a string");
            }
            String node = text("node");
            return Operation.asked((int) number("process"), node == null ? "" : node, key.textValue(), op, start)
                    .value(value)
                    .exchange(text("from"), text("to"))
                    .found(found)
                    .succeeded(succeeded)
                    .revisions(number("revision"), number("store_revision"))
                    .scope(Boolean.TRUE.equals(flag("stale")), number("at_revision"), number("min_revision"))
                    .ended(outcome, end)
                    .build();
        }

        private FormatException wrong(String what) {
            return new FormatException("line " + number + ": " + what);
        }

        private <E extends Enum<E>> E oneOf(E[] values, String field) throws FormatException {
            String text = text(field);
            for (E value : values) {
                if (lower(value).equals(text)) {
                    return value;
                }
            }
            throw wrong("\"" + field + "\" is none of "
                    + Arrays.stream(values).map(HistoryFile::lower).toList());
        }

        private @Nullable String text(String field) throws FormatException {
            JsonNode value = tree.get(field);
            if (value == null || value.isNull()) {
                return null;
            } else if (!value.isValueNode()) {
                throw wrong("\"" + field + "\" is not a string");
            }
            return value.asText();
        }

        private @Nullable Boolean flag(String field) throws FormatException {
            JsonNode value = tree.get(field);
            if (value == null || value.isNull()) {
                return null;
            } else if (!value.isBoolean()) {
                throw wrong("\"" + field + "\" is neither true nor false");
            }
            return value.booleanValue();
        }

        private long required(String field) throws FormatException {
            if (tree.get(field) == null || tree.get(field).isNull()) {
                throw wrong("\"" + field + "\" is missing");
            }
            return number(field);
        }

        private long number(String field) throws FormatException {
            JsonNode value = tree.get(field);
            if (value == null || value.isNull()) {
                return 0;
            } else if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw wrong("\"" + field + "\" is not a whole number");
            }
            return value.longValue();
        }
    }
}
