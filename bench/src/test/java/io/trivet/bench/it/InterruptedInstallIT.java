package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.history.History;
import io.trivet.bench.workload.DataSet;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A follower that was away past the log receives a snapshot, and kill -9 comes in the middle, on either side. */
class InterruptedInstallIT {

    private static final int CYCLES = Rounds.count(1);
    private static final int FOLLOWER_KILLS = 2;
    private static final int IN_FLIGHT = 16;
    private static final long BEGUN_BYTES = 4 << 20;
    private static final DataSet DATA = new DataSet("data", 1000, 64 << 10);

    @Test
    void when_installIsInterruptedOnEitherSide_then_followerCatchesUpAndReplicasAreEqual() {
        Seed seed = Seed.announce("InterruptedInstallIT");
        History history = new History();
        ClusterSpec spec = ClusterSpec.of("interrupted-install", 3)
                .with("raft.snapshot_log_entries", "200")
                .with("raft.snapshot_interval", "1h");
        try (LocalCluster cluster = Clusters.start(spec)) {
            DATA.put(cluster.nodes(), 0, IN_FLIGHT);
            try (Workload load = Workload.start(cluster, WorkloadSpec.MIXED, history, seed, 0)) {
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    NodeProcess away = leaveBehind(cluster);
                    for (int i = 0; i < FOLLOWER_KILLS; i++) {
                        interruptInstall(away, away);
                    }
                    interruptInstall(away, cluster.awaitLeader(Clusters.PATIENCE));
                    load.awaitAcknowledged(100, Clusters.PATIENCE);
                    Clusters.revive(cluster);
                }
                load.stop();
            }
            assertReplicasEqual(cluster, history);
            for (NodeProcess node : cluster.nodes()) {
                Poll.until(
                        node + " keeps nothing of what was interrupted",
                        Clusters.PATIENCE,
                        () -> SnapshotFiles.leftovers(node).isEmpty());
            }
        }
    }

    /** Kills a follower and waits until the others have cut their logs past what it has. */
    private static NodeProcess leaveBehind(LocalCluster cluster) {
        NodeProcess away =
                cluster.others(cluster.awaitLeader(Clusters.PATIENCE)).get(0);
        away.kill9();
        for (int snapshots = 0; snapshots < 2; snapshots++) {
            for (NodeProcess node : cluster.others(away)) {
                long older = SnapshotFiles.newest(node);
                Poll.until("a new snapshot of " + node, Clusters.PATIENCE, () -> SnapshotFiles.newest(node) > older);
            }
        }
        return away;
    }

    /** Starts the follower and kills the victim while the snapshot is on its way. */
    private static void interruptInstall(NodeProcess follower, NodeProcess victim) {
        long had = SnapshotFiles.newest(follower);
        Instant start = Instant.now();
        follower.start();
        Poll.until(
                follower + " receives a snapshot",
                Clusters.PATIENCE,
                () -> SnapshotFiles.unfinishedBytes(follower, start) > BEGUN_BYTES);
        victim.kill9();
        long received = SnapshotFiles.unfinishedBytes(follower, start);
        System.out.println("  killed " + victim + " when " + follower + " had " + (received >> 20) + " MiB");
        assertEquals(had, SnapshotFiles.newest(follower), "the kill came too late: the snapshot was there already");
    }

    private static void assertReplicasEqual(LocalCluster cluster, History history) {
        long revision = Restarts.revision(cluster);
        for (NodeProcess node : cluster.nodes()) {
            Verdict.assertNone("every replica has the data", DATA.differences(node, 0, revision, IN_FLIGHT));
        }
        Restarts.readAllLocally(cluster, history, revision);
        Verdict.assertCorrect(history);
    }
}
