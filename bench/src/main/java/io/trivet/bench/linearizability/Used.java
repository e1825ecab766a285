package io.trivet.bench.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which unknown writes have been used on the way to a configuration, as the number of members of each group. A list that
 * shares its rest with those of the configurations before, so that each costs what it adds.
 */
final class Used {

    static final Used NONE = new Used(-1, null);

    private final int group;
    private final @Nullable Used rest;
    private final int length;

    private Used(int group, @Nullable Used rest) {
        this.group = group;
        this.rest = rest;
        this.length = rest == null ? 0 : rest.length + 1;
    }

    /** These, and one more member of each of some groups, of which {@link UnknownGroups#FREE} is none. */
    Used and(int[] groups) {
        Used all = this;
        for (int more : groups) {
            all = more == UnknownGroups.FREE ? all : new Used(more, all);
        }
        return all;
    }

    /** Whether the other has used all of these, or more. */
    boolean isWithin(Used other) {
        if (length > other.length) {
            return false;
        }
        List<Integer> ours = new ArrayList<>();
        Deque<Integer> theirs = new ArrayDeque<>();
        Used one = this;
        Used two = other;
        while (one != two && one != null && two != null) {
            if (one.length > two.length) {
                ours.add(one.group);
                one = one.rest;
            } else {
                theirs.add(two.group);
                two = two.rest;
            }
        }
        for (Integer group : ours) {
            if (!theirs.removeFirstOccurrence(group)) {
                return false;
            }
        }
        return true;
    }
}
