package io.trivet.bench.it;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;

/** Starts the clusters of the tests, below {@code target/it} of this module. */
final class Clusters {

    /** How long anything that must happen at last may take: a machine that is slow, or busy, is no failure. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private Clusters() {}

    /** A cluster that is ready. */
    static LocalCluster start(ClusterSpec spec) {
        LocalCluster cluster = LocalCluster.start(Path.of("target", "it"), spec);
        try {
            cluster.awaitReady(PATIENCE);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts the nodes that are down and waits until all are ready. */
    static void revive(LocalCluster cluster) {
        cluster.startAll();
        cluster.awaitReady(PATIENCE);
    }
}
