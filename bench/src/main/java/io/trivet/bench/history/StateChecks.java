package io.trivet.bench.history;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers against the writes of their key, by revision: what an answer shows is the last write up to the revision that it
 * reflects, be it the present, the past, or a node that lags behind; a client that asks for a least revision gets it; and
 * a compare-and-set found what it expects; reads of one key never go back.
 */
final class StateChecks {

    private final Timeline timeline;
    private final List<Violation> violations = new ArrayList<>();

    private StateChecks(Timeline timeline) {
        this.timeline = timeline;
    }

    static List<Violation> check(Timeline timeline, Collection<Operation> operations) {
        StateChecks checks = new StateChecks(timeline);
        operations.stream().filter(StateChecks::tellsState).forEach(checks::checkAnswer);
        operations.stream()
                .filter(operation -> operation.minRevision() > 0 && operation.outcome() == Outcome.OK)
                .filter(operation -> operation.storeRevision() < operation.minRevision())
                .forEach(read -> checks.report(
                        read,
                        read.minRevision(),
                        "older than the revision " + read.minRevision() + " that was asked for"));
        timeline.writes().stream().filter(write -> write.op() == Kind.CAS).forEach(checks::checkExchange);
        checks.checkOrderOfReads(operations);
        return checks.violations;
    }

    /** Whether an answer shows a record, or that there is none, and changed nothing. */
    static boolean tellsState(Operation operation) {
        return operation.outcome() == Outcome.OK && !operation.isAppliedWrite() && operation.storeRevision() > 0;
    }

    private void checkAnswer(Operation answer) {
        long at = answer.atRevision() > 0 ? answer.atRevision() : answer.storeRevision();
        boolean absent = answer.op() == Kind.READ ? Boolean.FALSE.equals(answer.found()) : answer.revision() == 0;
        Map.Entry<Long, Operation> last = timeline.of(answer.key()).floorEntry(at);
        Operation write = last == null ? null : last.getValue();
        if (absent) {
            if (write != null && write.result() != null && !mayBeDeleted(write, answer)) {
                report(answer, at, "an acknowledged or visible write is missing: " + write);
            }
        } else if (answer.revision() == 0) {
            return; // it tells no more than that there is something
        } else if (answer.revision() > at) {
            report(answer, at, "a record newer than the revision of the store that its answer tells");
        } else if (last == null || last.getKey() < answer.revision()) {
            if (timeline.unplacedOf(answer.key()).isEmpty()) {
                report(answer, at, "a revision at which nobody wrote this key");
            }
        } else if (last.getKey() > answer.revision()) {
            report(answer, at, "the answer misses a later write that its revision includes: " + write);
        } else if (write != null && write.result() == null) {
            report(answer, at, "a deleted key is visible: " + write);
        } else if (write != null && answer.value() != null && !answer.value().equals(write.result())) {
            report(answer, at, "another value than was written: " + write);
        }
    }

    /** By the revisions, the write right before it must have left what it expects. */
    private void checkExchange(Operation exchange) {
        Map.Entry<Long, Operation> last = timeline.of(exchange.key()).lowerEntry(exchange.revision());
        Operation before = last == null ? null : last.getValue();
        String value = before == null ? null : before.result();
        boolean explained = exchange.from() == null
                ? before == null || value == null || mayBeDeleted(before, exchange)
                : exchange.from().equals(value) || mayHaveWritten(exchange.key(), exchange.from());
        if (!explained) {
            report(
                    exchange,
                    exchange.revision(),
                    "its condition held although another write lay in between: " + before);
        }
    }

    /** Whether a delete that gave no revision may have removed the record, or one behind it, before the answer came. */
    private boolean mayBeDeleted(Operation record, Operation answer) {
        return timeline.unplacedOf(record.key()).stream()
                .filter(write -> write.result() == null && write.start() <= answer.end())
                .anyMatch(delete -> delete.op() == Kind.DELETE
                        || Objects.equals(delete.from(), record.result())
                        || mayHaveWritten(record.key(), delete.from()));
    }

    /** Whether a write that gave no revision may have put a value. */
    private boolean mayHaveWritten(String key, @Nullable String value) {
        return timeline.unplacedOf(key).stream().anyMatch(write -> Objects.equals(write.result(), value));
    }

    /** For histories whose reads tell only one revision; a sweep over the ends and the starts. */
    private void checkOrderOfReads(Collection<Operation> operations) {
        Map<String, List<Operation>> byKey = new HashMap<>();
        operations.stream()
                .filter(operation -> operation.isLinearizableRead() && operation.revision() > 0)
                .forEach(read -> byKey.computeIfAbsent(read.key(), key -> new ArrayList<>())
                        .add(read));
        byKey.values().forEach(this::checkOrder);
    }

    private void checkOrder(List<Operation> reads) {
        List<Operation> byStart = new ArrayList<>(reads);
        byStart.sort((a, b) -> Long.compare(a.start(), b.start()));
        List<Operation> byEnd = new ArrayList<>(reads);
        byEnd.sort((a, b) -> Long.compare(a.end(), b.end()));
        int done = 0;
        Operation newest = null;
        for (Operation read : byStart) {
            while (byEnd.get(done).end() < read.start()) {
                Operation ended = byEnd.get(done++);
                newest = newest == null || ended.revision() > newest.revision() ? ended : newest;
            }
            if (newest != null && newest.revision() > read.revision()) {
                report(read, read.revision(), "an older revision than an earlier read: " + newest);
            }
        }
    }

    private void report(Operation answer, long revision, String what) {
        violations.add(new Violation(answer.key(), revision, what + "; {" + answer + "}"));
    }

    /** The writes of a key around a revision. */
    static NavigableMap<Long, Operation> around(Timeline timeline, Violation violation, int neighbours) {
        NavigableMap<Long, Operation> writes = timeline.of(violation.key());
        Long from = violation.revision();
        Long to = violation.revision();
        for (int i = 0; i < neighbours; i++) {
            Long lower = writes.lowerKey(from);
            Long higher = writes.higherKey(to);
            from = lower == null ? from : lower;
            to = higher == null ? to : higher;
        }
        return writes.subMap(from, true, to, true);
    }
}
