package io.trivet.bench.linearizability;

import io.trivet.bench.linearizability.Effects.Requirement;
import java.util.ArrayList;
import java.util.List;

/**
 * The search for an order of the operations of one key that agrees with real time and with every answer: Wing and Gong's
 * ("Testing and verifying concurrent objects", 1993) with Lowe's memory of the configurations that led nowhere ("Testing
 * for linearizability", 2017). A configuration is which operations have been put in order, and the state after them.
 *
 * <p>The next operation can be any that started before the first end among those that are left. Two observations keep the
 * search short.
 *
 * <ul>
 *   <li>An operation that leaves the state as it is and is legal now is put in order at once and for good: whatever order
 *       there is without it is an order with it.
 *   <li>A write of unknown outcome need only be considered right before an operation that is illegal without it. Put
 *       anywhere else, the operation behind it either overwrites it, and then it can as well never have happened, or
 *       is legal without it too, and then it can be moved behind that one. Chains of several are needed where a
 *       compare-and-set of unknown outcome needs the value of another write.
 * </ul>
 *
 * <p>Which unknown writes have been used is no part of what is remembered, but goes with it ({@link Configurations}): what
 * leads nowhere leads nowhere either with more of them used up. Without this rule an operation that no order can explain
 * would be tried against every set of unknown writes before it. They are tried only where all else has failed. And a value
 * that something still needs is not left behind when nothing can bring it back ({@link Demand}).
 *
 * <p>Configurations are remembered by a hash of 128 bits. Two with the same hash could make it miss an order and so report
 * a violation that is none, never the other way round; with a billion configurations the odds are below 1 : 10^20.
 *
 * <p>One thread, once.
 */
final class Search {

    /** The state before a window of a history, of which nothing is known: it is what the first answer says. */
    static final int ANYTHING = -2;

    /** The search was given up. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException(int configurations) {
            super("not decided after " + configurations + " configurations");
        }
    }

    /** What may come next: a chain of unknown writes and the operation behind it. */
    private record Move(int[] chain, int operation) {}

    /** A configuration on the way, with what is undone when it leads nowhere. */
    private static final class Frame {
        private final int state;
        private final Used used;
        private final List<Integer> ordered = new ArrayList<>();
        private List<Move> moves = List.of();
        private int next;
        private boolean unknownTried = true;

        Frame(int state, Used used) {
            this.state = state;
            this.used = used;
        }
    }

    private static final int[] NO_CHAIN = {};

    private final Effects known;
    private final UnknownGroups unknown;
    private final int limit;
    private final int head;
    private final int[] following;
    private final int[] preceding;
    private final Configurations visited = new Configurations();
    private final Demand demand;
    private long furthest = Long.MIN_VALUE;
    private int left;
    private long high;
    private long low;

    /**
     * A search.
     *
     * @param known the operations that were answered, in the order of their starts
     * @param unknown the writes of unknown outcome
     * @param generous whether the unknown writes may do more than they can; then only a failure means anything
     * @param limit how many configurations are added and compared before it is given up
     */
    Search(Effects known, Effects unknown, boolean generous, int limit) {
        this.known = known;
        this.unknown = new UnknownGroups(unknown, generous);
        this.limit = limit;
        this.left = known.count();
        this.head = known.count();
        this.following = new int[head + 1];
        this.preceding = new int[head + 1];
        for (int i = 0; i <= head; i++) {
            following[i] = i == head ? 0 : i + 1;
            preceding[i] = i == 0 ? head : i - 1;
        }
        this.demand = new Demand(known, unknown);
    }

    /** The latest instant before which everything that had ended could be put in order. */
    long furthest() {
        return furthest;
    }

    /**
     * Whether there is an order.
     *
     * @param initial the state before all
     * @throws TooLongException when the limit is reached
     */
    boolean succeeds(int initial) {
        List<Frame> path = new ArrayList<>();
        enter(path, initial, Used.NONE);
        while (left > 0) {
            Frame frame = path.get(path.size() - 1);
            if (frame.next < frame.moves.size()) {
                Move move = frame.moves.get(frame.next++);
                int after = make(move, frame.state);
                if (losesAValue(move, frame.state, after)) {
                    undo(move);
                } else {
                    enter(path, after, frame.used.and(move.chain()));
                }
                continue;
            }
            if (!frame.unknownTried) {
                frame.unknownTried = true;
                frame.moves = movesWithUnknown(frame.state);
                frame.next = 0;
                continue;
            }
            leave(frame);
            path.remove(path.size() - 1);
            if (path.isEmpty()) {
                return false;
            }
            Frame above = path.get(path.size() - 1);
            undo(above.moves.get(above.next - 1));
        }
        return true;
    }

    /** Takes up a configuration, which has no moves when it is known to lead nowhere. */
    private void enter(List<Frame> path, int reached, Used used) {
        Frame frame = new Frame(reached, used);
        path.add(frame);
        orderWhatKeeps(frame);
        if (left == 0) {
            return;
        }
        int state = demand.isAsked(reached) ? reached : Effects.OPAQUE;
        if (!visited.add(high ^ mix(state, 3), (low ^ mix(state, 4)) | 1, used)) {
            return;
        }
        if (visited.work() > limit) {
            throw new TooLongException(limit);
        }
        furthest = Math.max(furthest, firstEnd());
        frame.moves = moves(reached);
        frame.unknownTried = false;
    }

    private void leave(Frame frame) {
        for (int i = frame.ordered.size() - 1; i >= 0; i--) {
            putBack(frame.ordered.get(i));
        }
    }

    private void orderWhatKeeps(Frame frame) {
        boolean again = true;
        while (again && left > 0) {
            again = false;
            long firstEnd = firstEnd();
            for (int i = following[head]; i != head && known.starts[i] <= firstEnd; i = following[i]) {
                boolean binds = frame.state == ANYTHING && known.requirements[i] == Requirement.EQUAL;
                if (known.effects[i] == Effects.KEEP && !binds && legal(i, frame.state)) {
                    takeOut(i);
                    frame.ordered.add(i);
                    again = true;
                }
            }
        }
    }

    private List<Move> moves(int state) {
        List<Move> moves = new ArrayList<>();
        long firstEnd = firstEnd();
        for (int i = following[head]; i != head && known.starts[i] <= firstEnd; i = following[i]) {
            if (legal(i, state)) {
                moves.add(new Move(NO_CHAIN, i));
            }
        }
        return moves;
    }

    private List<Move> movesWithUnknown(int state) {
        List<Move> moves = new ArrayList<>();
        long firstEnd = firstEnd();
        for (int i = following[head]; i != head && known.starts[i] <= firstEnd; i = following[i]) {
            if (!legal(i, state)) {
                List<int[]> chains = known.requirements[i] == Requirement.EQUAL
                        ? unknown.chainsTo(known.operands[i], state, firstEnd)
                        : unknown.chainsAwayFrom(state, firstEnd, demand);
                for (int[] chain : chains) {
                    moves.add(new Move(chain, i));
                }
            }
        }
        return moves;
    }

    private boolean legal(int i, int state) {
        return switch (known.requirements[i]) {
            case NOTHING -> true;
            case EQUAL -> state == known.operands[i] || state == ANYTHING;
            case DIFFERENT -> state != known.operands[i];
        };
    }

    /** The earliest end among the operations that are left: nothing that starts later can come next. */
    private long firstEnd() {
        long first = Long.MAX_VALUE;
        for (int i = following[head]; i != head && known.starts[i] <= first; i = following[i]) {
            first = Math.min(first, known.ends[i]);
        }
        return first;
    }

    /** Makes a move and returns the state after it. */
    private int make(Move move, int before) {
        int state = before;
        for (int group : move.chain()) {
            unknown.take(group);
            demand.countSource(unknown.effect(group), -1);
            state = unknown.effect(group);
        }
        int i = move.operation();
        takeOut(i);
        if (known.effects[i] != Effects.KEEP) {
            return known.effects[i];
        }
        return state == ANYTHING && known.requirements[i] == Requirement.EQUAL ? known.operands[i] : state;
    }

    /** Whether a move that has been made leaves a value behind that is still needed and does not come back. */
    private boolean losesAValue(Move move, int before, int after) {
        boolean lost = before != after && demand.mustStay(before);
        for (int group : move.chain()) {
            lost |= unknown.effect(group) != after && demand.mustStay(unknown.effect(group));
        }
        return lost;
    }

    private void undo(Move move) {
        putBack(move.operation());
        for (int group : move.chain()) {
            unknown.giveBack(group);
            demand.countSource(unknown.effect(group), 1);
        }
    }

    private void takeOut(int i) {
        following[preceding[i]] = following[i];
        preceding[following[i]] = preceding[i];
        left--;
        demand.count(known, i, -1);
        toggle(i);
    }

    private void putBack(int i) {
        following[preceding[i]] = i;
        preceding[following[i]] = i;
        left++;
        demand.count(known, i, 1);
        toggle(i);
    }

    private void toggle(int i) {
        high ^= mix(i, 1);
        low ^= mix(i, 2);
    }

    /** SplitMix64's finalizer (Steele, Lea, Flood, 2014). */
    private static long mix(long what, long stream) {
        long z = (what + 1) * 0x9E3779B97F4A7C15L + stream * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
