package io.trivet.bench.history;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What all clients asked and were told. Any thread may add; checks read it once the clients are done. */
public final class History {

    private record KeyAndRevision(String key, long revision) {}

    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<KeyAndRevision, String> values = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<String>> complaints = new ConcurrentHashMap<>();
    private final LongAdder size = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();

    public void add(Operation operation) {
        operations.add(operation);
        size.increment();
        if (operation.isAppliedWrite()) {
            acknowledged.increment();
        }
        String value = operation.op() == Kind.READ ? operation.value() : operation.result();
        if (value != null && operation.revision() > 0 && !Boolean.FALSE.equals(operation.succeeded())) {
            values.put(new KeyAndRevision(operation.key(), operation.revision()), value);
        }
    }

    /** The value of a record by its revision, if a client wrote or read it; null otherwise. */
    public @Nullable String value(String key, long revision) {
        return values.get(new KeyAndRevision(key, revision));
    }

    /**
     * Adds an answer that breaks the contract by itself, such as an acknowledgement without a revision.
     *
     * @param kind what complaints are grouped by
     * @param answer the call and its answer
     */
    public void complain(String kind, String answer) {
        complaints
                .computeIfAbsent(kind, name -> Collections.synchronizedList(new ArrayList<>()))
                .add(answer);
    }

    /** How many operations there are so far. */
    public long size() {
        return size.sum();
    }

    /** How many writes were acknowledged so far. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Everything that was to change something. */
    public List<Operation> writes() {
        return operations.stream()
                .filter(operation -> operation.op() != Kind.READ)
                .toList();
    }

    /** The writes that took effect, by what the clients were told. */
    public List<Operation> appliedWrites() {
        return operations.stream().filter(Operation::isAppliedWrite).toList();
    }

    /** The writes that failed or whose outcome is unknown. */
    public List<Operation> writes(Outcome outcome) {
        return writes().stream()
                .filter(operation -> operation.outcome() == outcome)
                .toList();
    }

    /** Each kind of complaint with how often it came and its first answer. */
    public List<String> complaints() {
        return complaints.entrySet().stream()
                .map(kind -> kind.getKey() + ", " + kind.getValue().size() + " times, first: "
                        + kind.getValue().get(0))
                .toList();
    }

    /** How many operations there are, in words. */
    public String summary() {
        int applied = appliedWrites().size();
        int failed = writes(Outcome.FAIL).size();
        int unknown = writes(Outcome.UNKNOWN).size();
        return applied + " writes acknowledged, " + failed + " failed, " + unknown + " unknown, "
                + (writes().size() - applied - failed - unknown) + " refused, "
                + (operations.size() - writes().size()) + " reads";
    }
}
