package io.trivet.bench.torture;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What happened in each second of a run. */
final class Timeline {

    private static final long SECOND = 1_000_000_000L;

    /**
     * One second. Latencies are those of the calls that were answered with success in it, in milliseconds, 0 if none was.
     */
    record Second(int ok, int failed, int unknown, double p50, double p99, double longest) {}

    private Timeline() {}

    /** The seconds from one instant to another; an operation counts where it was answered. */
    static List<Second> of(Collection<Operation> operations, long from, long to) {
        int seconds = (int) ((to - from) / SECOND) + 1;
        List<List<Operation>> slots = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            slots.add(new ArrayList<>());
        }
        for (Operation operation : operations) {
            long at = operation.outcome() == Outcome.UNKNOWN ? operation.start() : operation.end();
            if (at >= from && at <= to) {
                slots.get((int) ((at - from) / SECOND)).add(operation);
            }
        }
        return slots.stream().map(Timeline::second).toList();
    }

    private static Second second(List<Operation> operations) {
        double[] millis = operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK)
                .mapToDouble(operation -> (operation.end() - operation.start()) / 1e6)
                .sorted()
                .toArray();
        return new Second(
                millis.length,
                count(operations, Outcome.FAIL),
                count(operations, Outcome.UNKNOWN),
                at(millis, 0.5),
                at(millis, 0.99),
                at(millis, 1));
    }

    private static int count(List<Operation> operations, Outcome outcome) {
        return (int) operations.stream()
                .filter(operation -> operation.outcome() == outcome)
                .count();
    }

    private static double at(double[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * quantile))];
    }
}
