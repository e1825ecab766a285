package io.trivet.bench.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;

/**
 * Decides whether a history can come from one correct copy of the data. The store tells the revision of every write
 * and of the state each read reflects, so the order of the calls is known and no search is needed:
 *
 * <ul>
 *   <li>every write takes effect once, at a revision of its own; one declared not applied never does;
 *   <li>the order of revisions agrees with real time, across all keys;
 *   <li>every read shows the last write of its key up to the store revision it reflects;
 *   <li>every condition held on the write before it.
 * </ul>
 */
public final class HistoryChecker {

    private static final int NEIGHBOURS = 4;

    private HistoryChecker() {}

    /** Every violation in words, each with the history of its key around the place. Empty for a correct history. */
    public static List<String> check(History history) {
        Timeline timeline = new Timeline(history);
        List<Violation> violations = new ArrayList<>(timeline.violations());
        violations.addAll(RealTimeOrder.check(timeline.writes(), history.reads()));
        violations.addAll(KeyChecks.check(timeline, history.reads()));
        List<String> report = new ArrayList<>();
        violations.forEach(violation -> report.add(explain(violation, timeline)));
        report.addAll(history.complaints());
        return report;
    }

    private static String explain(Violation violation, Timeline timeline) {
        StringBuilder text = new StringBuilder(violation.what());
        text.append("\n    history of ").append(violation.key()).append(" around revision ");
        text.append(violation.revision()).append(':');
        around(violation, timeline).forEach(write -> text.append("\n      ").append(write));
        List<Write> open = timeline.unknownOf(violation.key());
        text.append("\n      and ").append(open.size()).append(" of unknown outcome");
        open.stream().limit(NEIGHBOURS).forEach(write -> text.append("\n      ").append(write));
        return text.toString();
    }

    private static List<Write> around(Violation violation, Timeline timeline) {
        NavigableMap<Long, Write> writes = timeline.of(violation.key());
        List<Write> before = writes.headMap(violation.revision(), true).descendingMap().values().stream()
                .limit(NEIGHBOURS)
                .toList();
        List<Write> after = writes.tailMap(violation.revision(), false).values().stream()
                .limit(NEIGHBOURS)
                .toList();
        List<Write> all = new ArrayList<>(before);
        Collections.reverse(all);
        all.addAll(after);
        return all;
    }
}
