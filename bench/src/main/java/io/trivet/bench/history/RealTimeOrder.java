package io.trivet.bench.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of revisions must agree with real time over the whole store: a call that had completed before another
 * one was sent must not come after it. A write stands at its revision, and a read right behind the write of the
 * revision that it reflects; reads of the same revision have no order among themselves.
 *
 * <p>One sweep in revision order suffices: for each call, the latest-sent of all calls that come strictly before it
 * must not have been sent after its completion.
 */
final class RealTimeOrder {

    /** By the call that was sent later, so that one stale read is told once, and against the newest call it missed. */
    private final Map<Op, Violation> violations = new LinkedHashMap<>();

    private @Nullable Op latestSent;

    private RealTimeOrder() {}

    static List<Violation> check(Collection<Write> writes, Collection<Read> reads) {
        List<Op> ops = new ArrayList<>(writes);
        ops.addAll(reads);
        ops.sort(Comparator.comparingLong(Op::at).thenComparing(op -> op instanceof Read));
        RealTimeOrder order = new RealTimeOrder();
        int from = 0;
        while (from < ops.size()) {
            int to = from + 1;
            while (to < ops.size() && sameSlot(ops.get(from), ops.get(to))) {
                to++;
            }
            order.sweep(ops.subList(from, to));
            from = to;
        }
        return List.copyOf(order.violations.values());
    }

    private static boolean sameSlot(Op one, Op other) {
        return one instanceof Read && other instanceof Read && one.at() == other.at();
    }

    private void sweep(List<Op> slot) {
        Op before = latestSent;
        for (Op op : slot) {
            if (before != null && op.completed() < before.invoked()) {
                violations.put(before, new Violation(before.key(), before.at(), describe(before, op)));
            }
            if (latestSent == null || op.invoked() > latestSent.invoked()) {
                latestSent = op;
            }
        }
    }

    private static String describe(Op sentLater, Op doneEarlier) {
        long micros = (sentLater.invoked() - doneEarlier.completed()) / 1000;
        String kind = sentLater instanceof Read ? "stale read" : "order of writes against real time";
        return kind + ": {" + sentLater + "} was sent " + micros + " us after the end of {" + doneEarlier + "}";
    }
}
