package io.trivet.bench.history;

import io.trivet.bench.linearizability.LinearizabilityChecker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Decides whether a history can come from one correct copy of the data:
 *
 * <ul>
 *   <li>each key is linearizable;
 *   <li>every write that tells a revision has one of its own; one declared not applied is never seen;
 *   <li>the order of revisions agrees with real time, across all keys;
 *   <li>every answer that tells a revision of the store shows the last write of its key up to there, also reads of the
 *       past and of a node that may lag behind.
 * </ul>
 */
public final class HistoryChecker {

    private static final int NEIGHBOURS = 4;

    private HistoryChecker() {}

    /** Every violation in words, each with the history of its key around the place. Empty for a correct history. */
    public static List<String> check(Collection<Operation> operations) {
        List<String> report = new ArrayList<>(LinearizabilityChecker.check(operations));
        report.addAll(checkRevisions(operations));
        return report;
    }

    /** The violations that the revisions alone show. */
    static List<String> checkRevisions(Collection<Operation> operations) {
        Timeline timeline = new Timeline(operations);
        List<Violation> violations = new ArrayList<>(timeline.violations());
        List<Operation> present = operations.stream()
                .filter(StateChecks::tellsState)
                .filter(answer -> answer.atRevision() == 0 && !answer.stale())
                .toList();
        violations.addAll(RealTimeOrder.check(timeline.writes(), present));
        violations.addAll(StateChecks.check(timeline, operations));
        return violations.stream()
                .map(violation -> explain(violation, timeline))
                .toList();
    }

    private static String explain(Violation violation, Timeline timeline) {
        StringBuilder text = new StringBuilder(violation.what());
        text.append("\n    history of ").append(violation.key()).append(" around revision ");
        text.append(violation.revision()).append(':');
        StateChecks.around(timeline, violation, NEIGHBOURS)
                .values()
                .forEach(write -> text.append("\n      ").append(write));
        List<Operation> open = timeline.unplacedOf(violation.key());
        text.append("\n      and ").append(open.size()).append(" of unknown outcome or revision");
        open.stream().limit(NEIGHBOURS).forEach(write -> text.append("\n      ").append(write));
        return text.toString();
    }
}
