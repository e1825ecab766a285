package io.trivet.bench.torture;

import io.trivet.bench.fault.FaultEvent;
import io.trivet.bench.history.Operation;
import io.trivet.bench.torture.LeaderWatch.Reign;
import io.trivet.bench.torture.Timeline.Second;
import java.util.List;
import java.util.Map;

/**
 * What came of a run. Instants are those of {@link System#nanoTime()}.
 *
 * @param start when the clients began
 * @param end when they stopped
 * @param operations everything that was asked, the last reads through every node included
 * @param faults what was injected
 * @param notRun the faults that were asked for and not injected, with the reason
 * @param reigns who led when
 * @param checks what was checked, each with what is wrong; nothing is when the list is empty
 * @param notes further figures, a line each
 */
record TortureResult(
        TortureOptions options,
        long start,
        long end,
        List<Operation> operations,
        List<FaultEvent> faults,
        Map<String, String> notRun,
        List<Reign> reigns,
        Map<String, List<String>> checks,
        List<String> notes) {

    boolean holds() {
        return checks.values().stream().allMatch(List::isEmpty);
    }

    List<Second> timeline() {
        return Timeline.of(operations, start, end);
    }
}
