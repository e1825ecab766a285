package io.trivet.bench.fault;

import io.trivet.bench.cluster.ClusterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One way to break a cluster, and to mend it. Has no state: the same object strikes any number of times. */
public interface Fault {

    /** What {@code --faults} calls it. */
    String name();

    /** The forms that it takes; a plan chooses one by its seed. */
    List<Variant> variants();

    /** What the cluster must be like for it. */
    default ClusterSpec prepare(ClusterSpec spec) {
        return spec;
    }

    /** Why it cannot happen on this machine, in one sentence; empty when it can. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Whether a node is without its data meanwhile; a plan has one such fault at a time. */
    default boolean takesData() {
        return false;
    }

    /** About how long mending takes once the fault has lasted as long as planned, for the plan. */
    default Duration mending() {
        return Duration.ZERO;
    }

    /**
     * Breaks something, waits by {@link Injection#hold} and mends it. Runs on a thread of its own beside other faults.
     *
     * @throws Injection.Skipped when there is nothing to break at this moment
     */
    void strike(Injection injection);
}
