package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.history.History;
import io.trivet.bench.history.RevisionCount;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three nodes that take snapshots often. The tests share one history, which is the cluster's. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class SnapshotIT {

    private static final int BATCH = 1500;
    private static final int KEYS = 300;
    private static final int KILLS = Rounds.count(2);
    private static final int LONGEST_LIFE_MILLIS = 1500;
    private static final String LOADED = "loaded the snapshot";
    private static final History HISTORY = new History();

    private static LocalCluster cluster;
    private static int batches;

    @BeforeAll
    static void start() {
        cluster = Clusters.start(ClusterSpec.of("snapshot", 3)
                .with("raft.snapshot_log_entries", "1000")
                .with("raft.snapshot_interval", "1s"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void when_allAreTerminatedAfterSnapshots_then_everythingIsThereAtTheSameRevision() {
        writeUntilSnapshot(cluster.nodes().get(0), 0);
        long before = Restarts.revision(cluster);
        Restarts.terminate(cluster.nodes());
        Clusters.revive(cluster);
        assertEquals(before, Restarts.revision(cluster), "revision of the store after the restart");
        assertHistory();
    }

    @Test
    void when_followerWasAwayPastTheCutLog_then_itCatchesUpBySnapshot() {
        NodeProcess leader = cluster.awaitLeader(Clusters.PATIENCE);
        NodeProcess away = cluster.others(leader).get(0);
        away.kill9();
        long loaded = loadedSnapshots(away);
        NodeProcess writer = cluster.awaitLeader(Clusters.PATIENCE);
        long first = writeUntilSnapshot(writer, SnapshotFiles.newest(writer));
        long second = writeUntilSnapshot(writer, first);
        writeUntilSnapshot(writer, second);
        away.start();
        cluster.awaitReady(Clusters.PATIENCE);
        long newlyLoaded = loadedSnapshots(away) - loaded;
        System.out.println("  " + away + " came back and loaded " + newlyLoaded + " snapshot(s)");
        assertTrue(newlyLoaded > 0, () -> away + " did not load a snapshot; its log ends:\n" + away.logTail());
        assertHistory();
    }

    @Test
    void when_nodesAreKilledAtRandomMoments_then_nothingIsLostOrRepeated() {
        Seed seed = Seed.announce("SnapshotIT");
        Random random = seed.stream(-1);
        try (Workload load = Workload.start(cluster, WorkloadSpec.MIXED, HISTORY, seed, 0)) {
            for (int i = 1; i <= KILLS; i++) {
                load.awaitAcknowledged(100, Clusters.PATIENCE);
                Poll.pause(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
                if (i % 2 == 0) {
                    cluster.killAll();
                } else {
                    cluster.nodes().get(random.nextInt(cluster.nodes().size())).kill9();
                }
                Clusters.revive(cluster);
            }
            load.stop();
        }
        assertHistory();
    }

    /** Writes batches until the newest snapshot of the node is newer than the given one; its log index. */
    private static long writeUntilSnapshot(NodeProcess node, long older) {
        Poll.until("a snapshot of " + node + " after index " + older, Clusters.PATIENCE, () -> {
            batches++;
            Restarts.write(List.of(node), HISTORY, "batch" + batches, BATCH, KEYS);
            return SnapshotFiles.newest(node) > older;
        });
        return SnapshotFiles.newest(node);
    }

    private static long loadedSnapshots(NodeProcess node) {
        return node.logLines().stream().filter(line -> line.contains(LOADED)).count();
    }

    private static void assertHistory() {
        Restarts.readAll(cluster, HISTORY);
        Verdict.assertCorrect(HISTORY);
        Verdict.assertNone("revisions count the writes", RevisionCount.check(HISTORY, Restarts.revision(cluster)));
    }
}
