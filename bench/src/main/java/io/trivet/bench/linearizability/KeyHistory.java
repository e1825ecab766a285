package io.trivet.bench.linearizability;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The operations of one key that say something about its state, and the question whether they, or those of a window of
 * time, are linearizable.
 *
 * <p>A window ends at an instant: what had not ended by then is taken as of unknown outcome. It may begin at one too: what
 * had ended before is left out, and nothing is known of the state at first. Either way only constraints are lost, so a
 * window of a linearizable history is linearizable, and a larger one is not if a smaller one inside is not. The shortest
 * window that is not can be found by bisection.
 */
final class KeyHistory {

    /** The window begins with the history, where the key is absent. */
    private static final long BEGINNING = Long.MIN_VALUE;

    private static final Comparator<Operation> BY_START =
            Comparator.comparingLong(Operation::start).thenComparingLong(Operation::end);

    private final String key;
    private final List<Operation> known = new ArrayList<>();
    private final List<Operation> unknown = new ArrayList<>();
    private final int limit;

    /**
     * The history of a key.
     *
     * @param operations all of its operations; those that say nothing of its present state are left out here
     * @param limit how many configurations a search may add and compare
     */
    KeyHistory(String key, List<Operation> operations, int limit) {
        this.key = key;
        this.limit = limit;
        for (Operation operation : operations) {
            boolean aside = operation.outcome() == Outcome.FAIL
                    || (operation.op() == Kind.READ && !operation.isLinearizableRead());
            if (!aside) {
                (operation.outcome() == Outcome.OK ? known : unknown).add(operation);
            }
        }
        known.sort(BY_START);
    }

    int size() {
        return known.size() + unknown.size();
    }

    /**
     * The violation, if there is one.
     *
     * @throws Search.TooLongException when it cannot be decided
     */
    Optional<Window> violation() {
        OptionalLong furthest = failure(BEGINNING, Long.MAX_VALUE);
        if (furthest.isEmpty()) {
            return Optional.empty();
        }
        long[] ends =
                known.stream().mapToLong(Operation::end).sorted().distinct().toArray();
        int last = earliestEnd(ends, Arrays.binarySearch(ends, furthest.getAsLong()));
        int first = latestBeginning(ends, last);
        long from = first < 0 ? BEGINNING : ends[first];
        return Optional.of(new Window(key, inside(from, ends[last]), from != BEGINNING));
    }

    /** The first of the ends at which it is not linearizable; it is no earlier than {@code least}, and hardly later. */
    private int earliestEnd(long[] ends, int least) {
        int from = least;
        int to = least;
        for (int step = 1; to < ends.length - 1 && isLinearizable(BEGINNING, ends[to]); step *= 2) {
            from = to + 1;
            to = Math.min(to + step, ends.length - 1);
        }
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (isLinearizable(BEGINNING, ends[middle])) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return to;
    }

    /** The last of the ends from which on it is not linearizable up to another; less than 0 for none. */
    private int latestBeginning(long[] ends, int last) {
        int from = last;
        int to = last + 1;
        for (int step = 1; from >= 0 && isLinearizable(ends[from], ends[last]); step *= 2) {
            to = from;
            from = Math.max(from - step, -1);
        }
        while (to - from > 1) {
            int middle = (from + to) >> 1;
            if (isLinearizable(ends[middle], ends[last])) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return from;
    }

    private boolean isLinearizable(long from, long to) {
        return failure(from, to).isEmpty();
    }

    /** How far a search came in a window that is not linearizable; the generous one, which is fast, goes first. */
    private OptionalLong failure(long from, long to) {
        List<Operation> answered = new ArrayList<>();
        List<Operation> open = new ArrayList<>();
        for (Operation operation : known) {
            if (operation.end() >= from && operation.end() <= to) {
                answered.add(operation);
            } else if (operation.start() <= to && operation.end() > to && operation.isAppliedWrite()) {
                open.add(
                        operation.edit().ended(Outcome.UNKNOWN, Operation.NEVER).build());
            }
        }
        unknown.stream().filter(operation -> operation.start() <= to).forEach(open::add);
        List<Operation> all = new ArrayList<>(answered);
        all.addAll(open);
        Effects.Numbers numbers = new Effects.Numbers(all);
        for (boolean generous : new boolean[] {true, false}) {
            Search search = new Search(Effects.of(answered, numbers), Effects.of(open, numbers), generous, limit);
            if (!search.succeeds(from == BEGINNING ? Effects.ABSENT : Search.ANYTHING)) {
                return OptionalLong.of(search.furthest());
            }
        }
        return OptionalLong.empty();
    }

    /** What is in the window; of the unknown writes those that began in it or whose value is mentioned in it. */
    private List<Operation> inside(long from, long to) {
        List<Operation> inside = new ArrayList<>(known.stream()
                .filter(operation -> operation.end() >= from && operation.start() <= to)
                .toList());
        Effects.Numbers mentioned = new Effects.Numbers(inside);
        unknown.stream()
                .filter(operation -> operation.start() <= to)
                .filter(operation -> operation.start() >= from || mentioned.of(operation.result()) > Effects.OPAQUE)
                .forEach(inside::add);
        inside.sort(BY_START);
        return inside;
    }

    /**
     * The shortest part of a history that shows a violation.
     *
     * @param key the key
     * @param operations what is in it, in the order of their starts
     * @param cut whether there was anything before it
     */
    record Window(String key, List<Operation> operations, boolean cut) {}
}
