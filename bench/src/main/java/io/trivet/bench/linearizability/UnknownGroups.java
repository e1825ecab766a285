package io.trivet.bench.linearizability;

import io.trivet.bench.linearizability.Effects.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of unknown outcome of one key. Those with the same requirement and the same effect are interchangeable and
 * form a group, of which the earliest is taken first: whatever a later one could explain, the earlier one can.
 */
final class UnknownGroups {

    private record Shape(Requirement requirement, int operand, int effect) {}

    private final List<Shape> shapes = new ArrayList<>();
    private final List<long[]> starts = new ArrayList<>();
    private final Map<Integer, List<Integer>> byEffect = new HashMap<>();
    private final int[] taken;

    UnknownGroups(Effects unknown) {
        Map<Shape, List<Long>> groups = new HashMap<>();
        for (int i = 0; i < unknown.count(); i++) {
            Shape shape = new Shape(unknown.requirements[i], unknown.operands[i], unknown.effects[i]);
            if (!groups.containsKey(shape)) {
                byEffect.computeIfAbsent(shape.effect(), effect -> new ArrayList<>())
                        .add(shapes.size());
                shapes.add(shape);
            }
            groups.computeIfAbsent(shape, s -> new ArrayList<>()).add(unknown.starts[i]);
        }
        for (Shape shape : shapes) {
            long[] sorted = groups.get(shape).stream()
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
            starts.add(sorted);
        }
        taken = new int[shapes.size()];
    }

    int effect(int group) {
        return shapes.get(group).effect();
    }

    int taken(int group) {
        return taken[group];
    }

    void take(int group) {
        taken[group]++;
    }

    void giveBack(int group) {
        taken[group]--;
    }

    private boolean available(int group, long latestStart) {
        long[] members = starts.get(group);
        return taken[group] < members.length && members[taken[group]] <= latestStart;
    }

    private boolean applies(int group, int state) {
        Shape shape = shapes.get(group);
        return shape.requirement() == Requirement.NOTHING || state == Search.ANYTHING || shape.operand() == state;
    }

    /** Every chain of groups that leads from a state to another, with members that have started in time. */
    List<int[]> chainsTo(int target, int state, long latestStart) {
        List<int[]> chains = new ArrayList<>();
        collect(target, state, latestStart, new int[0], chains);
        return chains;
    }

    private void collect(int target, int state, long latestStart, int[] behind, List<int[]> chains) {
        for (int group : byEffect.getOrDefault(target, List.of())) {
            if (!available(group, latestStart)) {
                continue;
            }
            int[] chain = new int[behind.length + 1];
            chain[0] = group;
            System.arraycopy(behind, 0, chain, 1, behind.length);
            if (applies(group, state)) {
                chains.add(chain);
            } else {
                take(group);
                collect(shapes.get(group).operand(), state, latestStart, chain, chains);
                giveBack(group);
            }
        }
    }

    /**
     * Every group that leads from a state to a different one. A chain of several is never needed: its first member would
     * do. Values that nobody asks for come first, as nothing is lost with them.
     */
    List<int[]> chainsAwayFrom(int state, long latestStart) {
        List<int[]> chains = new ArrayList<>();
        for (int group = 0; group < taken.length; group++) {
            if (available(group, latestStart) && applies(group, state) && effect(group) != state) {
                chains.add(effect(group) == Effects.OPAQUE ? 0 : chains.size(), new int[] {group});
            }
        }
        return chains;
    }
}
