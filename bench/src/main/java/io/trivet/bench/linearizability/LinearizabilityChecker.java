package io.trivet.bench.linearizability;

import io.trivet.bench.history.Operation;
import io.trivet.bench.linearizability.KeyHistory.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks each key of a history on its own, which suffices: linearizability is local (Herlihy and Wing, 1990, theorem 1). */
public final class LinearizabilityChecker {

    /** Reached by no history that a server has made so far; a gigabyte or two. */
    private static final int CONFIGURATIONS = 20_000_000;

    private static final int SHOWN_OPERATIONS = 40;
    private static final double NANOS_PER_MILLI = 1e6;

    private LinearizabilityChecker() {}

    /**
     * What is wrong, a text for each key that is not linearizable, with the shortest window of its history that shows it;
     * empty when all are. Uses all processors.
     *
     * @throws IllegalStateException when a key cannot be decided
     */
    public static List<String> check(Collection<Operation> operations) {
        Map<String, List<Operation>> keys =
                operations.stream().collect(Collectors.groupingBy(Operation::key, TreeMap::new, Collectors.toList()));
        return keys.entrySet().parallelStream()
                .map(key -> check(key.getKey(), key.getValue()))
                .flatMap(List::stream)
                .toList();
    }

    /** Whether the operations of one key are linearizable. */
    static boolean isLinearizable(List<Operation> operations) {
        return check("", operations).isEmpty();
    }

    private static List<String> check(String key, List<Operation> operations) {
        KeyHistory history = new KeyHistory(key, operations, CONFIGURATIONS);
        try {
            return history.violation().map(LinearizabilityChecker::describe).stream()
                    .toList();
        } catch (Search.TooLongException e) {
            throw new IllegalStateException(
                    "key " + key + " with " + history.size() + " operations: " + e.getMessage(), e);
        }
    }

    private static String describe(Window window) {
        List<Operation> operations = window.operations();
        StringBuilder text = new StringBuilder("not linearizable: key ").append(window.key());
        text.append(", no order of these ").append(operations.size()).append(" operations explains their answers");
        text.append(window.cut() ? ", whatever was there before" : ", with which it began");
        long origin = operations.stream().mapToLong(Operation::start).min().orElse(0);
        List<String> lines = new ArrayList<>();
        operations.forEach(operation -> lines.add(line(operation, origin)));
        int half = SHOWN_OPERATIONS / 2;
        for (int i = 0; i < lines.size(); i++) {
            boolean shown = lines.size() <= SHOWN_OPERATIONS || i < half || i >= lines.size() - half;
            if (shown) {
                text.append('\n').append(lines.get(i));
            } else if (i == half) {
                text.append("\n  … ").append(lines.size() - SHOWN_OPERATIONS).append(" more");
            }
        }
        return text.toString();
    }

    private static String line(Operation operation, long origin) {
        String end = operation.end() == Operation.NEVER
                ? "never"
                : String.format(Locale.ROOT, "%.3f", (operation.end() - origin) / NANOS_PER_MILLI);
        return String.format(
                Locale.ROOT, "  %10.3f to %10s ms  %s", (operation.start() - origin) / NANOS_PER_MILLI, end, operation);
    }
}
