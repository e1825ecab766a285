package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Restores that must not become one cluster: nodes from different backups, a node that was forgotten. */
class MixedRestoreIT {

    private static final int UNUSABLE_FOLDER = 4;
    private static final Path ONE = Backups.file("mixed-one");
    private static final Path OTHER = Backups.file("mixed-other");

    @BeforeAll
    static void saveTwoBackups() {
        try (LocalCluster source = Clusters.start(ClusterSpec.of("mixed-source", 1))) {
            NodeProcess node = source.nodes().get(0);
            node.client().put("key", "one", WriteOptions.PLAIN);
            Backups.save(node, ONE);
            node.client().put("key", "other", WriteOptions.PLAIN);
            Backups.save(node, OTHER);
        }
    }

    @Test
    void when_nodesComeFromDifferentBackups_then_theyRefuseToStart() {
        try (LocalCluster cluster = layOut()) {
            Backups.restore(ONE, cluster.node("node1")).checked();
            Backups.restore(ONE, cluster.node("node2")).checked();
            Backups.restore(OTHER, cluster.node("node3")).checked();
            assertRefused(cluster);
        }
    }

    @Test
    void when_oneNodeWasForgotten_then_theyRefuseToStartUntilItIsRestored() {
        try (LocalCluster cluster = layOut()) {
            Backups.restore(ONE, cluster.node("node1")).checked();
            Backups.restore(ONE, cluster.node("node2")).checked();
            assertRefused(cluster);
            Backups.restore(ONE, cluster.node("node3"), "--move-aside").checked();
            assertServes(cluster);
        }
    }

    private static LocalCluster layOut() {
        return LocalCluster.layOut(Path.of("target", "it"), ClusterSpec.of("mixed", 3));
    }

    /** Starts all nodes: at least one must say why it refuses and end, and none may serve. */
    private static void assertRefused(LocalCluster cluster) {
        cluster.startAll();
        Poll.until(
                "a node refuses to start",
                Clusters.PATIENCE,
                () -> cluster.nodes().stream().anyMatch(node -> !node.alive()));
        for (NodeProcess node : cluster.nodes()) {
            assertFalse(node.alive() && node.client().ready(), () -> node + " serves");
            if (!node.alive()) {
                assertEquals(OptionalInt.of(UNUSABLE_FOLDER), node.awaitExit(Clusters.PATIENCE), node::logTail);
                List<String> log = node.logLines();
                System.out.println("  " + node + " refused: " + log.get(log.size() - 1));
            }
        }
        cluster.killAll();
    }

    private static void assertServes(LocalCluster cluster) {
        Clusters.revive(cluster);
        for (NodeProcess node : cluster.nodes()) {
            Reply reply = node.client().get("key");
            assertTrue(
                    reply instanceof Reply.Answered answer && answer.text().equals("one"), () -> node + ": " + reply);
        }
    }
}
