package io.trivet.bench.cluster;

import java.util.Optional;

/** What a node can have of its own, to be broken apart from the other nodes, where the machine permits it. */
public enum Own {
    /** A network namespace, and with it links to each other node: {@link LocalCluster#links}. */
    NETWORK,
    /** A small file system for its data: {@link NodeProcess#disk}. */
    DISK,
    /** A wall clock: {@link NodeProcess#clock}. */
    CLOCK;

    /** Why this machine does not permit it, in one sentence; empty when it does. Tried for real. */
    public Optional<String> missing() {
        return switch (this) {
            case NETWORK -> Namespaces.missing();
            case DISK -> Disk.missing();
            case CLOCK -> Clock.missing();
        };
    }
}
