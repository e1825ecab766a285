package io.trivet.bench.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.fault.DurableData;
import io.trivet.bench.history.History;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All nodes lose power at once, and nothing that was acknowledged. */
class PowerLossIT {

    private static final int ROUNDS = 2;
    private static final int WRITES = 500;
    private static final int CLIENTS = 8;

    private final History history = new History();

    @BeforeEach
    void permits() {
        assumeTrue(DurableData.missing().isEmpty(), () -> DurableData.missing().orElseThrow());
    }

    @Test
    void when_allNodesLosePower_then_whatWasAcknowledgedIsThere() {
        Seed seed = Seed.announce("PowerLossIT");
        WorkloadSpec spec = WorkloadSpec.MIXED.withClients(CLIENTS);
        try (LocalCluster cluster =
                Clusters.start(ClusterSpec.of("power-loss", 3).withPreload(new DurableData()))) {
            for (int round = 0; round < ROUNDS; round++) {
                try (Workload load = Workload.start(cluster, spec, history, seed, round * CLIENTS)) {
                    load.awaitAcknowledged(WRITES, Clusters.PATIENCE);
                    cluster.killAll();
                    cluster.nodes().forEach(node -> DurableData.losePower(node.dataDir()));
                    load.stop();
                    Clusters.revive(cluster);
                    load.readAll(Clusters.PATIENCE);
                }
            }
        }
        Verdict.assertCorrect(history);
    }
}
