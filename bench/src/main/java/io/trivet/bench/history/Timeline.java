package io.trivet.bench.history;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The writes that took effect, by revision: those acknowledged with one, and those of unknown outcome that a read has
 * shown. A delete that does not tell whether it removed anything has no place: it may tell an older revision. Building it
 * finds values that nobody wrote, and the writes that share a revision, took effect twice, or are shown at another one.
 */
final class Timeline {

    private record KeyAndValue(String key, String value) {}

    private final NavigableMap<Long, Operation> byRevision = new TreeMap<>();
    private final Map<String, NavigableMap<Long, Operation>> byKey = new HashMap<>();
    private final Map<String, List<Operation>> unplaced = new HashMap<>();
    private final Map<KeyAndValue, List<Operation>> writers = new HashMap<>();
    private final Map<KeyAndValue, Long> shown = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    Timeline(Collection<Operation> operations) {
        operations.stream().filter(operation -> operation.op() != Kind.READ).forEach(this::addWrite);
        operations.stream()
                .filter(operation -> operation.op() == Kind.READ && operation.outcome() == Outcome.OK)
                .forEach(this::addShown);
    }

    List<Violation> violations() {
        return violations;
    }

    Collection<Operation> writes() {
        return byRevision.values();
    }

    /** The writes of one key that took effect, by revision. */
    NavigableMap<Long, Operation> of(String key) {
        return byKey.getOrDefault(key, new TreeMap<>());
    }

    /** The writes of one key that may have taken effect and gave no revision, whether a read has shown them or not. */
    List<Operation> unplacedOf(String key) {
        return unplaced.getOrDefault(key, List.of());
    }

    private void addWrite(Operation write) {
        String value = write.result();
        if (value != null && write.outcome() != Outcome.FAIL && !Boolean.FALSE.equals(write.succeeded())) {
            writers.computeIfAbsent(new KeyAndValue(write.key(), value), what -> new ArrayList<>())
                    .add(write);
        }
        boolean changed = write.isAppliedWrite() && !(write.op() == Kind.DELETE && write.found() == null);
        if (changed && write.revision() > 0) {
            place(write, write.revision());
        } else if (write.isAppliedWrite() || write.outcome() == Outcome.UNKNOWN) {
            unplaced.computeIfAbsent(write.key(), key -> new ArrayList<>()).add(write);
        }
    }

    /** A value that several writes wrote does not tell which of them is shown. */
    private void addShown(Operation read) {
        String value = read.value();
        if (value == null) {
            return;
        }
        KeyAndValue what = new KeyAndValue(read.key(), value);
        List<Operation> candidates = writers.getOrDefault(what, List.of());
        if (candidates.isEmpty()) {
            violations.add(new Violation(read.key(), read.revision(), "a value that nobody wrote: " + read));
        }
        if (candidates.size() != 1 || read.revision() == 0) {
            return;
        }
        Operation writer = candidates.get(0);
        Long revision = writer.revision() > 0 ? Long.valueOf(writer.revision()) : shown.get(what);
        if (revision == null) {
            shown.put(what, read.revision());
            place(writer, read.revision());
        } else if (revision != read.revision() && !isRevisionOfTheStore(read, revision)) {
            String text = "a write of revision " + revision + " is shown at another revision: ";
            violations.add(new Violation(read.key(), read.revision(), text + read + "; " + writer));
        }
    }

    /**
     * Some systems tell the revision of the store with a read, and not that of the record. Then it may be larger, as long
     * as nobody wrote the key in between. An answer that tells both leaves no doubt.
     */
    private boolean isRevisionOfTheStore(Operation read, long written) {
        return read.storeRevision() == 0
                && read.revision() > written
                && of(read.key()).subMap(written, false, read.revision(), true).isEmpty();
    }

    private void place(Operation write, long revision) {
        Operation placed =
                write.edit().revisions(revision, write.storeRevision()).build();
        Operation other = byRevision.putIfAbsent(revision, placed);
        if (other != null) {
            String text = "two writes share a revision: " + other + "; " + write;
            violations.add(new Violation(write.key(), revision, text));
            return;
        }
        byKey.computeIfAbsent(write.key(), key -> new TreeMap<>()).put(revision, placed);
    }
}
