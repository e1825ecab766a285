package io.trivet.bench.fault;

import java.util.Locale;

/** Which nodes a fault hits; which of them these are is known only when it strikes. */
public enum Target {
    /** The node that leads at that moment. */
    LEADER,
    /** One node that does not. */
    FOLLOWER,
    /** Two nodes, of any role. */
    TWO,
    /** Every node. */
    ALL;

    /** Whether a cluster of that many nodes has such a target. */
    boolean fits(int nodes) {
        return switch (this) {
            case LEADER, ALL -> true;
            case FOLLOWER -> nodes >= 2;
            case TWO -> nodes >= 3;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
