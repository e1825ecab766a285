package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.history.RevisionCount;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three nodes that restart from their log alone. The tests share one history, which is the cluster's. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class RestartIT {

    private static final int WRITES = 600;
    private static final int BETWEEN_STEPS = 150;
    private static final int KEYS = 200;
    private static final History HISTORY = new History();

    private static LocalCluster cluster;

    @BeforeAll
    static void start() {
        cluster = Clusters.start(ClusterSpec.of("restart", 3));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void when_allAreTerminated_then_everythingIsThereAtTheSameRevision() {
        Restarts.write(cluster.nodes(), HISTORY, "terminated", WRITES, KEYS);
        long before = Restarts.revision(cluster);
        Restarts.terminate(cluster.nodes());
        assertSameAfterRestart(before);
    }

    @Test
    void when_allAreKilled_then_everythingIsThereAtTheSameRevision() {
        Restarts.write(cluster.nodes(), HISTORY, "killed", WRITES, KEYS);
        long before = Restarts.revision(cluster);
        cluster.killAll();
        assertSameAfterRestart(before);
    }

    @Test
    void when_nodesAreTerminatedInTurnUnderLoad_then_nothingIsLost() {
        Seed seed = Seed.announce("RestartIT");
        try (Workload load = Workload.start(cluster, WorkloadSpec.MIXED, HISTORY, seed, 0)) {
            for (NodeProcess node : cluster.nodes()) {
                load.awaitAcknowledged(BETWEEN_STEPS, Clusters.PATIENCE);
                Restarts.terminate(List.of(node));
                load.awaitAcknowledged(BETWEEN_STEPS, Clusters.PATIENCE);
                Clusters.revive(cluster);
            }
            load.stop();
        }
        assertHistory();
    }

    private static void assertSameAfterRestart(long before) {
        Clusters.revive(cluster);
        assertEquals(before, Restarts.revision(cluster), "revision of the store after the restart");
        assertHistory();
    }

    private static void assertHistory() {
        Restarts.readAll(cluster, HISTORY);
        Verdict.assertCorrect(HISTORY);
        Verdict.assertNone("revisions count the writes", RevisionCount.check(HISTORY, Restarts.revision(cluster)));
    }
}
