package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two of three machines are destroyed, and the commands of docs/operations.md bring the cluster back from the third. */
class DisasterIT {

    private static final String PAGE = "docs/operations.md";
    private static final String SECTION = "Disaster: the majority is gone";
    private static final int SAVE = 0;
    private static final int RESTORE = 1;
    private static final int CHECK = 2;
    private static final int BETWEEN_STEPS = 300;
    private static final Duration COMMANDS = Duration.ofSeconds(60);

    @Test
    void when_twoOfThreeAreDestroyed_then_thePageBringsBackEverythingAcknowledged() {
        Seed seed = Seed.announce("DisasterIT");
        History history = new History();
        Page page = Page.section(PAGE, SECTION);
        assertEquals(3, page.blocks().size(), "blocks of commands in the section");
        ClusterSpec spec = ClusterSpec.of("disaster", 3).with("retention.revisions", "10000000");
        try (LocalCluster cluster = Clusters.start(spec)) {
            NodeProcess survivor = destroyAllButOne(cluster, history, seed);
            Path file = Backups.file("disaster");
            page.run(
                    SAVE,
                    Map.of("BACKUP", file.toString(), "DATA", survivor.dataDir().toString()),
                    COMMANDS);
            for (NodeProcess node : cluster.nodes()) {
                page.run(
                        RESTORE,
                        Map.of(
                                "BACKUP",
                                file.toString(),
                                "CONFIG",
                                node.config().toString()),
                        COMMANDS);
            }
            Clusters.revive(cluster);
            page.run(CHECK, Map.of("ENDPOINT", survivor.http().toString()), COMMANDS);
            Restarts.readAll(cluster, history);
            Verdict.assertCorrect(history);
            try (Workload load =
                    Workload.start(cluster, WorkloadSpec.MIXED, history, seed, WorkloadSpec.MIXED.clients())) {
                load.awaitAcknowledged(BETWEEN_STEPS, Clusters.PATIENCE);
                load.stop();
            }
            Restarts.readAll(cluster, history);
            Verdict.assertCorrect(history);
        }
    }

    /**
     * Destroys a follower, and when its two peers have gone on for a while the leader: all that was acknowledged since the
     * first loss is in the log of the third node too, though not all of it as committed.
     */
    private static NodeProcess destroyAllButOne(LocalCluster cluster, History history, Seed seed) {
        try (Workload load = Workload.start(cluster, WorkloadSpec.MIXED, history, seed, 0)) {
            load.awaitAcknowledged(BETWEEN_STEPS, Clusters.PATIENCE);
            NodeProcess leader = cluster.awaitLeader(Clusters.PATIENCE);
            NodeProcess first = cluster.others(leader).get(0);
            NodeProcess survivor = cluster.others(leader).get(1);
            first.kill9();
            first.destroyData();
            load.awaitAcknowledged(BETWEEN_STEPS, Clusters.PATIENCE);
            leader.kill9();
            leader.destroyData();
            load.stop();
            survivor.kill9();
            return survivor;
        }
    }
}
