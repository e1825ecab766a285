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
 * one was sent must not come after it. A write stands at its revision, and an answer that changed nothing right behind the
 * write of the revision of the store that it reflects; those of the same revision have no order among themselves.
 *
 * <p>One sweep in revision order suffices: for each call, the latest-sent of all calls that come strictly before it
 * must not have been sent after its completion.
 */
final class RealTimeOrder {

    /** A call and its place. */
    private record Place(Operation operation, long revision, boolean write) {}

    /** By the call that was sent later, so that one stale read is told once, and against the newest call it missed. */
    private final Map<Operation, Violation> violations = new LinkedHashMap<>();

    private @Nullable Place latestSent;

    private RealTimeOrder() {}

    /**
     * Checks all.
     *
     * @param writes that took effect, with their revisions
     * @param answers that reflect the present state of the store without changing it, with its revision
     */
    static List<Violation> check(Collection<Operation> writes, Collection<Operation> answers) {
        List<Place> places = new ArrayList<>();
        writes.forEach(write -> places.add(new Place(write, write.revision(), true)));
        answers.forEach(answer -> places.add(new Place(answer, answer.storeRevision(), false)));
        places.sort(Comparator.comparingLong(Place::revision)); // a write stays before the answers of its revision
        RealTimeOrder order = new RealTimeOrder();
        int from = 0;
        while (from < places.size()) {
            int to = from + 1;
            while (to < places.size() && sameSlot(places.get(from), places.get(to))) {
                to++;
            }
            order.sweep(places.subList(from, to));
            from = to;
        }
        return List.copyOf(order.violations.values());
    }

    private static boolean sameSlot(Place one, Place other) {
        return !one.write() && !other.write() && one.revision() == other.revision();
    }

    private void sweep(List<Place> slot) {
        Place before = latestSent;
        for (Place place : slot) {
            Operation operation = place.operation();
            if (before != null && operation.end() < before.operation().start()) {
                violations.put(
                        before.operation(),
                        new Violation(before.operation().key(), before.revision(), describe(before, operation)));
            }
            if (latestSent == null || operation.start() > latestSent.operation().start()) {
                latestSent = place;
            }
        }
    }

    private static String describe(Place sentLater, Operation doneEarlier) {
        long micros = (sentLater.operation().start() - doneEarlier.end()) / 1000;
        String kind = sentLater.write() ? "order of writes against real time" : "stale answer";
        return kind + ": {" + sentLater.operation() + "} was sent " + micros + " us after the end of {" + doneEarlier
                + "}";
    }
}
