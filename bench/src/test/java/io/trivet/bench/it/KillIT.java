package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.history.RevisionCount;
import io.trivet.bench.workload.FailoverProbe;
import io.trivet.bench.workload.PastReads;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SIGKILL under load: leaders one after the other, then all nodes at once. */
class KillIT {

    private static final int LEADERS = 3;
    private static final int BETWEEN_KILLS = 200;
    private static final int PAST_READS = 3000;

    @Test
    void when_leadersAndThenAllNodesAreKilled_then_acknowledgedWritesSurviveInOrder() {
        Seed seed = Seed.announce("KillIT");
        History history = new History();
        ClusterSpec spec = ClusterSpec.of("kill", 3).with("retention.revisions", "10000000");
        try (LocalCluster cluster = Clusters.start(spec);
                Workload load = Workload.start(cluster, WorkloadSpec.MIXED, history, seed, 0)) {
            for (int round = 1; round <= LEADERS; round++) {
                killLeader(cluster, load, history, round);
            }
            killAll(cluster, load);
            load.stop();
            load.readAll(Clusters.PATIENCE);
            Verdict.assertCorrect(history);
            Verdict.assertNone("revisions count the writes", RevisionCount.check(history, Restarts.revision(cluster)));
            Verdict.assertNone(
                    "every acknowledged write can be read at its revision",
                    PastReads.check(history, cluster.nodes(), seed.stream(-1), PAST_READS));
        }
    }

    private static void killLeader(LocalCluster cluster, Workload load, History history, int round) {
        load.awaitAcknowledged(BETWEEN_KILLS, Clusters.PATIENCE);
        NodeProcess leader = cluster.awaitLeader(Clusters.PATIENCE);
        long killed = System.nanoTime();
        leader.kill9();
        Map<String, Duration> first = new FailoverProbe(history, "round" + round)
                .firstWrites(cluster.others(leader), killed, Clusters.PATIENCE);
        first.forEach((node, time) -> System.out.println("  kill " + round + ": leader " + leader
                + ", first write through " + node + " after " + time.toMillis() + " ms"));
        first.forEach((node, time) -> assertTrue(
                time.compareTo(Clusters.PATIENCE) < 0,
                () -> "no write through " + node + " for " + time.toMillis() + " ms"));
        Clusters.revive(cluster);
    }

    private static void killAll(LocalCluster cluster, Workload load) {
        load.awaitAcknowledged(BETWEEN_KILLS, Clusters.PATIENCE);
        long killed = System.nanoTime();
        cluster.killAll();
        Clusters.revive(cluster);
        load.awaitAcknowledged(BETWEEN_KILLS, Clusters.PATIENCE);
        long millis = (System.nanoTime() - killed) / 1_000_000;
        System.out.println("  kill of all: " + BETWEEN_KILLS + " writes acknowledged after " + millis + " ms");
    }
}
