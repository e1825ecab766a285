package io.trivet.bench.linearizability;

import io.trivet.bench.linearizability.Effects.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of unknown outcome of one key. Those with the same requirement and the same effect are interchangeable and
 * form a group, of which the earliest is taken first: whatever a later one could explain, the earlier one can.
 *
 * <p>When generous they may do more than they can: each compare-and-set takes effect whatever is there, and any of them may
 * make the state a different one, into a value that nobody asks for, without being used up. What cannot be explained then
 * cannot be explained at all, and there are few ways to try.
 */
final class UnknownGroups {

    private record Shape(Requirement requirement, int operand, int effect) {}

    /** Stands for any write when generous: it is not used up. */
    static final int FREE = -1;

    private static final int NONE = -2;

    private final List<Shape> shapes = new ArrayList<>();
    private final List<long[]> starts = new ArrayList<>();
    private final Map<Integer, List<Integer>> byEffect = new HashMap<>();
    private final boolean generous;
    private final int[] taken;

    UnknownGroups(Effects unknown, boolean generous) {
        this.generous = generous;
        Map<Shape, List<Long>> groups = new LinkedHashMap<>();
        for (int i = 0; i < unknown.count(); i++) {
            Shape shape = generous
                    ? new Shape(Requirement.NOTHING, Effects.ABSENT, unknown.effects[i])
                    : new Shape(unknown.requirements[i], unknown.operands[i], unknown.effects[i]);
            groups.computeIfAbsent(shape, s -> new ArrayList<>()).add(unknown.starts[i]);
        }
        groups.forEach((shape, members) -> {
            byEffect.computeIfAbsent(shape.effect(), effect -> new ArrayList<>())
                    .add(shapes.size());
            shapes.add(shape);
            starts.add(members.stream().mapToLong(Long::longValue).sorted().toArray());
        });
        taken = new int[shapes.size()];
    }

    int effect(int group) {
        return group == FREE ? Effects.OPAQUE : shapes.get(group).effect();
    }

    void take(int group) {
        if (group != FREE) {
            taken[group]++;
        }
    }

    void giveBack(int group) {
        if (group != FREE) {
            taken[group]--;
        }
    }

    private boolean available(int group, long latestStart) {
        long[] members = starts.get(group);
        return taken[group] < members.length && members[taken[group]] <= latestStart;
    }

    private boolean applies(int group, int state) {
        Shape shape = shapes.get(group);
        return shape.requirement() == Requirement.NOTHING || state == Search.ANYTHING || shape.operand() == state;
    }

    /**
     * Every chain of groups that leads from a state to another, with members that have started in time. None comes by the
     * same state twice, as it would do without the members in between.
     */
    List<int[]> chainsTo(int target, int state, long latestStart) {
        List<int[]> chains = new ArrayList<>();
        collect(target, state, latestStart, new int[0], chains);
        return chains;
    }

    private void collect(int target, int state, long latestStart, int[] behind, List<int[]> chains) {
        for (int group : byEffect.getOrDefault(target, List.of())) {
            if (!available(group, latestStart) || comesBack(shapes.get(group), behind, target)) {
                continue;
            }
            int[] chain = new int[behind.length + 1];
            chain[0] = group;
            System.arraycopy(behind, 0, chain, 1, behind.length);
            if (applies(group, state)) {
                chains.add(chain);
            } else {
                collect(shapes.get(group).operand(), state, latestStart, chain, chains);
            }
        }
    }

    private boolean comesBack(Shape shape, int[] chain, int target) {
        return shape.requirement() == Requirement.EQUAL
                && (shape.operand() == target
                        || Arrays.stream(chain).anyMatch(group -> effect(group) == shape.operand()));
    }

    /**
     * Every group that leads from a state to a different one. A chain of several is never needed: its first member would
     * do. Of values that nobody asks for any more one is as good as another; a compare-and-set is taken before a write,
     * which can be used anywhere.
     *
     * @param demand what the operations that are left ask for
     */
    List<int[]> chainsAwayFrom(int state, long latestStart, Demand demand) {
        if (generous) {
            return anyAwayFrom(state, latestStart) ? List.of(new int[] {FREE}) : List.of();
        }
        List<int[]> chains = new ArrayList<>();
        int plain = NONE;
        for (int group = 0; group < taken.length; group++) {
            if (!available(group, latestStart) || !applies(group, state) || effect(group) == state) {
                continue;
            }
            if (demand.isAsked(effect(group))) {
                chains.add(new int[] {group});
            } else if (plain == NONE || shapes.get(group).requirement() == Requirement.EQUAL) {
                plain = group;
            }
        }
        if (plain != NONE) {
            chains.add(0, new int[] {plain});
        }
        return chains;
    }

    private boolean anyAwayFrom(int state, long latestStart) {
        for (int group = 0; group < taken.length; group++) {
            if (effect(group) != state && starts.get(group)[0] <= latestStart) {
                return true;
            }
        }
        return false;
    }
}
