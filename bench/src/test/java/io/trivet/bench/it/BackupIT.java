package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.history.PastState;
import io.trivet.bench.workload.Burst;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Backups saved under load, each restored into a cluster of its own and compared with what the clients were told. */
class BackupIT {

    private static final int ROUNDS = Rounds.count(1);
    private static final int IN_FLIGHT = 32;
    private static final int MOST_BETWEEN = 400;
    private static final long BUMP = 1_000_000;
    private static final WorkloadSpec LOAD =
            new WorkloadSpec(8, 4, 400, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(1));

    private final Seed seed = Seed.announce("BackupIT");
    private final Random random = seed.stream(-1);
    private final History history = new History();

    @Test
    void when_savedUnderLoad_then_restoredClusterHoldsExactlyTheStateAtItsRevision() {
        List<Path> files = saveUnderLoad();
        for (Path file : files) {
            JsonNode backup = Backups.verify(file);
            long revision = backup.path("revision").longValue();
            PastState expected = PastState.at(history, revision);
            if (expected.living() >= 0) {
                assertEquals(expected.living(), backup.path("keys").longValue(), "keys of the backup");
            }
            try (LocalCluster restored =
                    LocalCluster.layOut(Path.of("target", "it"), ClusterSpec.of("backup-restored", 3))) {
                restored.nodes().forEach(node -> Backups.restore(file, node).checked());
                Clusters.revive(restored);
                assertEquals(revision + BUMP, Restarts.revision(restored), "revision of the restored cluster");
                restored.nodes().forEach(node -> assertState(node, expected, revision + BUMP));
                assertGoesOn(restored, revision);
            }
            System.out.println("  restored revision " + revision + " with " + backup.path("keys") + " keys");
        }
    }

    private List<Path> saveUnderLoad() {
        List<Path> files = new ArrayList<>();
        ClusterSpec spec = ClusterSpec.of("backup", 3).with("retention.revisions", "1000");
        try (LocalCluster cluster = Clusters.start(spec);
                Workload load = Workload.start(cluster, LOAD, history, seed, 0)) {
            for (int round = 0; round < ROUNDS; round++) {
                load.awaitAcknowledged(1 + random.nextInt(MOST_BETWEEN), Clusters.PATIENCE);
                Path file = Backups.file("backup-" + round);
                Backups.save(cluster.nodes().get(random.nextInt(cluster.nodes().size())), file);
                files.add(file);
            }
            load.awaitAcknowledged(1, Clusters.PATIENCE);
            load.stop();
        }
        return files;
    }

    /** Reads every key from the node's own store. */
    private void assertState(NodeProcess node, PastState expected, long storeRevision) {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<String> keys =
                history.writes().stream().map(write -> write.key()).distinct().toList();
        ReadOptions local = ReadOptions.staleAtLeast(storeRevision);
        Burst.run(
                keys.size(),
                IN_FLIGHT,
                i -> node.client().getAsync(keys.get(i), local).whenComplete((reply, failure) -> {
                    if (reply == null || !expected.allows(keys.get(i), reply)) {
                        String text = reply instanceof Reply.Answered answer ? " \"" + answer.text() + "\"" : "";
                        wrong.add(keys.get(i) + " through " + node + " is " + reply + text + ", but "
                                + expected.describe(keys.get(i)));
                    }
                }));
        Verdict.assertNone("every key is as it was at the backup's revision", List.copyOf(wrong));
    }

    /** Revisions go on above the bump, and those of the old cluster are compacted. */
    private static void assertGoesOn(LocalCluster restored, long revision) {
        NodeProcess node = restored.nodes().get(0);
        assertEquals(
                410,
                node.client().get("hot/0", ReadOptions.atRevision(revision)).status());
        Reply write = node.client().put("after", "restore", WriteOptions.PLAIN);
        long etag = write instanceof Reply.Answered answer ? answer.etag() : 0;
        assertEquals(revision + BUMP + 1, etag, () -> "revision of the first write, which was answered " + write);
    }
}
