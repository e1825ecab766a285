package io.trivet.bench.history;

import io.trivet.bench.client.WriteResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes that took effect, by revision: those acknowledged, and those of unknown outcome that a read has shown.
 * Building it finds the writes that took effect twice, or that should not have taken effect at all.
 */
final class Timeline {

    private record KeyAndValue(String key, String value) {}

    private final NavigableMap<Long, Write> byRevision = new TreeMap<>();
    private final Map<String, NavigableMap<Long, Write>> byKey = new HashMap<>();
    private final Map<String, List<Write>> unknown = new HashMap<>();
    private final Map<KeyAndValue, Write> writers = new HashMap<>();
    private final Map<KeyAndValue, Long> shown = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    Timeline(History history) {
        history.writes().forEach(this::addWrite);
        history.reads().forEach(this::addShown);
    }

    List<Violation> violations() {
        return violations;
    }

    Collection<Write> writes() {
        return byRevision.values();
    }

    /** The writes of one key that took effect, by revision. */
    NavigableMap<Long, Write> of(String key) {
        return byKey.getOrDefault(key, new TreeMap<>());
    }

    /** The writes of one key whose outcome the client does not know, whether a read has shown them or not. */
    List<Write> unknownOf(String key) {
        return unknown.getOrDefault(key, List.of());
    }

    private void addWrite(Write write) {
        if (write.value() != null && writers.put(new KeyAndValue(write.key(), write.value()), write) != null) {
            throw new IllegalArgumentException("the test wrote the same value to one key twice: " + write);
        }
        if (write.result() == WriteResult.APPLIED) {
            place(write);
        } else if (write.result() == WriteResult.UNKNOWN) {
            unknown.computeIfAbsent(write.key(), key -> new ArrayList<>()).add(write);
        }
    }

    private void addShown(Read read) {
        String value = read.value();
        if (value == null) {
            return;
        }
        KeyAndValue what = new KeyAndValue(read.key(), value);
        Write writer = writers.get(what);
        String problem = problem(read, writer);
        if (problem != null) {
            violations.add(new Violation(read.key(), read.modRevision(), problem + ": " + read + "; " + writer));
            return;
        }
        Long before = shown.put(what, read.modRevision());
        if (before == null && writer != null && writer.result() == WriteResult.UNKNOWN) {
            place(writer.seenAt(read.modRevision()));
        } else if (before != null && before != read.modRevision()) {
            String text = "one write took effect twice, at revisions " + before + " and " + read.modRevision();
            violations.add(new Violation(read.key(), read.modRevision(), text + ": " + read));
        }
    }

    private static @Nullable String problem(Read read, @Nullable Write writer) {
        if (writer == null) {
            return "a value that nobody wrote";
        }
        if (writer.result() == WriteResult.NOT_APPLIED) {
            return "a write declared not applied is visible";
        }
        if (writer.result() == WriteResult.APPLIED && writer.revision() != read.modRevision()) {
            return "a write acknowledged at revision " + writer.revision() + " is visible at another revision";
        }
        return null;
    }

    private void place(Write write) {
        Write other = byRevision.putIfAbsent(write.revision(), write);
        if (other != null) {
            String text = "two writes share a revision: " + other + "; " + write;
            violations.add(new Violation(write.key(), write.revision(), text));
            return;
        }
        byKey.computeIfAbsent(write.key(), key -> new TreeMap<>()).put(write.revision(), write);
    }
}
