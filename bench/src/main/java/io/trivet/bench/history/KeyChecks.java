package io.trivet.bench.history;

import io.trivet.bench.client.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Reads and conditions against the writes of their key. */
final class KeyChecks {

    private final Timeline timeline;
    private final List<Violation> violations = new ArrayList<>();

    private KeyChecks(Timeline timeline) {
        this.timeline = timeline;
    }

    static List<Violation> check(Timeline timeline, List<Read> reads) {
        KeyChecks checks = new KeyChecks(timeline);
        reads.forEach(checks::checkRead);
        timeline.writes().forEach(checks::checkCondition);
        return checks.violations;
    }

    private void checkRead(Read read) {
        NavigableMap<Long, Write> writes = timeline.of(read.key());
        Map.Entry<Long, Write> last = writes.floorEntry(read.storeRevision());
        if (read.isAbsent()) {
            if (last != null && !last.getValue().isDelete() && !mayBeDeleted(last.getValue(), read)) {
                report(read, "an acknowledged or visible write is missing: " + last.getValue());
            }
        } else if (read.modRevision() > read.storeRevision()) {
            report(read, "a record newer than the store revision of its own answer");
        } else if (last == null || last.getKey() < read.modRevision()) {
            if (timeline.unknownOf(read.key()).isEmpty()) {
                report(read, "a revision at which nobody wrote this key");
            }
        } else if (last.getKey() > read.modRevision()) {
            report(read, "the answer misses a later write that its store revision includes: " + last.getValue());
        } else if (last.getValue().isDelete()) {
            report(read, "a deleted key is visible: " + last.getValue());
        }
    }

    private void checkCondition(Write write) {
        Map.Entry<Long, Write> entry = timeline.of(write.key()).lowerEntry(write.revision());
        if (write.condition() == WriteOptions.ABSENT) {
            if (entry != null && !entry.getValue().isDelete() && !mayBeDeleted(entry.getValue(), write)) {
                report(write, "created although the key existed: " + entry.getValue());
            }
        } else if (write.condition() > 0 && (entry == null || entry.getKey() < write.condition())) {
            if (timeline.unknownOf(write.key()).isEmpty()) {
                report(write, "its condition held although nobody wrote that revision");
            }
        } else if (write.condition() > 0
                && (entry.getKey() > write.condition() || entry.getValue().isDelete())) {
            report(write, "its condition held although another write lay in between: " + entry.getValue());
        }
    }

    /** Whether a delete of unknown outcome may have removed the record before {@code later} took effect. */
    private boolean mayBeDeleted(Write record, Op later) {
        return timeline.unknownOf(record.key()).stream()
                .filter(Write::isDelete)
                .filter(delete -> delete.condition() <= 0 || delete.condition() == record.revision())
                .anyMatch(delete -> delete.invoked() < later.completed());
    }

    private void report(Op op, String what) {
        violations.add(new Violation(op.key(), op.at(), what + "; {" + op + "}"));
    }
}
