package io.trivet.bench.linearizability;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

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
     * @param limit how many configurations a search may look at
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
        if (isLinearizable(Long.MIN_VALUE, Long.MAX_VALUE)) {
            return Optional.empty();
        }
        long[] ends =
                known.stream().mapToLong(Operation::end).sorted().distinct().toArray();
        int last = first(ends, end -> !isLinearizable(Long.MIN_VALUE, end));
        int beginning = first(ends, begin -> isLinearizable(begin, ends[last])) - 1;
        long from = beginning < 0 ? Long.MIN_VALUE : ends[beginning];
        return Optional.of(new Window(key, inside(from, ends[last]), from != Long.MIN_VALUE));
    }

    /** The place of the first instant for which something holds that holds for all later ones; the length if for none. */
    private static int first(long[] instants, LongPredicate holds) {
        int from = 0;
        int to = instants.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (holds.test(instants[middle])) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /** Whether the window is linearizable; from the very beginning, where the key is absent, when {@code from} is the least. */
    private boolean isLinearizable(long from, long to) {
        List<Operation> answered = new ArrayList<>();
        List<Operation> open = new ArrayList<>();
        for (Operation operation : known) {
            if (operation.end() >= from && operation.end() <= to) {
                answered.add(operation);
            } else if (operation.start() <= to && operation.end() > to && operation.isAppliedWrite()) {
                open.add(operation.ended(Outcome.UNKNOWN, Operation.NEVER));
            }
        }
        unknown.stream().filter(operation -> operation.start() <= to).forEach(open::add);
        List<Operation> all = new ArrayList<>(answered);
        all.addAll(open);
        Effects.Numbers numbers = new Effects.Numbers(all);
        Search search = new Search(Effects.of(answered, numbers), Effects.of(open, numbers), limit);
        return search.succeeds(from == Long.MIN_VALUE ? Effects.ABSENT : Search.ANYTHING);
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
