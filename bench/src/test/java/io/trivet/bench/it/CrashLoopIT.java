package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.history.History;
import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.history.RevisionCount;
import io.trivet.bench.workload.RecordingClient;
import io.trivet.bench.workload.Seed;
import io.trivet.bench.workload.Workload;
import io.trivet.bench.workload.WorkloadSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** SIGKILL of a single node at random moments, over and over, with snapshots in between. */
class CrashLoopIT {

    private static final int CYCLES = Rounds.count(10);
    private static final int COUNTERS = 4;
    private static final int LONGEST_LIFE_MILLIS = 700;
    private static final Duration BACKOFF = Duration.ofMillis(5);
    private static final WorkloadSpec LOAD = WorkloadSpec.MIXED.withClients(4);

    private final Seed seed = Seed.announce("CrashLoopIT");
    private final History history = new History();

    @Test
    void when_nodeIsKilledOverAndOver_then_countersCountEachAcknowledgedStepOnce() {
        ClusterSpec spec = ClusterSpec.of("crash-loop", 1)
                .with("raft.snapshot_log_entries", "100")
                .with("raft.snapshot_interval", "1s");
        try (LocalCluster cluster = Clusters.start(spec)) {
            NodeProcess node = cluster.nodes().get(0);
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                runAndKill(cluster, node, cycle);
                Clusters.revive(cluster);
            }
            assertCounters(node);
            Restarts.readAll(cluster, history);
            System.out.println("  newest snapshot at log index " + SnapshotFiles.newest(node));
            Verdict.assertCorrect(history);
            Verdict.assertNone("revisions count the writes", RevisionCount.check(history, Restarts.revision(cluster)));
        }
    }

    private void runAndKill(LocalCluster cluster, NodeProcess node, int cycle) {
        Random random = seed.stream(-1 - cycle);
        AtomicBoolean enough = new AtomicBoolean();
        try (Workload load = Workload.start(cluster, LOAD, history, seed, cycle * LOAD.clients())) {
            List<CompletableFuture<Void>> counters = new ArrayList<>();
            for (int i = 0; i < COUNTERS; i++) {
                String owner = cycle + "." + i;
                String key = "counter" + i % (COUNTERS / 2);
                counters.add(CompletableFuture.runAsync(() -> count(node, key, owner, enough), Threads::run));
            }
            load.awaitAcknowledged(1, Clusters.PATIENCE);
            if (cycle % 2 == 1) { // a short life on a slow machine ends before the first snapshot
                long before = SnapshotFiles.newest(node);
                Poll.until("a new snapshot", Clusters.PATIENCE, () -> SnapshotFiles.newest(node) > before);
            }
            Poll.pause(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
            node.kill9();
            enough.set(true);
            load.stop();
            counters.forEach(CompletableFuture::join);
        }
    }

    /** Adds one to the counter by compare-and-set, again and again. A value is the number and a unique suffix. */
    private void count(NodeProcess node, String key, String owner, AtomicBoolean enough) {
        RecordingClient client = new RecordingClient(node, history);
        for (int attempt = 0; !enough.get(); attempt++) {
            Reply read = client.get(key, ReadOptions.LINEARIZABLE);
            if (read instanceof Reply.Answered now && (now.status() == 200 || now.status() == 404)) {
                long next = (now.status() == 404 ? 0 : number(now.text())) + 1;
                String value = next + " by " + owner + "." + attempt;
                client.put(key, value, WriteOptions.PLAIN.when(now.etag()));
            } else {
                Poll.pause(BACKOFF);
            }
        }
    }

    private void assertCounters(NodeProcess node) {
        for (int i = 0; i < COUNTERS / 2; i++) {
            String key = "counter" + i;
            long acknowledged = steps(key, history.appliedWrites());
            long unknown = steps(key, history.writes(Outcome.UNKNOWN));
            Reply reply = new RecordingClient(node, history).get(key, ReadOptions.LINEARIZABLE);
            long value = reply instanceof Reply.Answered answer && answer.ok() ? number(answer.text()) : -1;
            assertTrue(
                    value >= acknowledged && value <= acknowledged + unknown,
                    () -> key + " is " + value + " (" + reply + ") after " + acknowledged + " acknowledged steps and "
                            + unknown + " of unknown outcome");
            System.out.println("  " + key + " = " + value + " after " + acknowledged + " acknowledged and " + unknown
                    + " unknown steps");
        }
    }

    private static long steps(String key, List<Operation> writes) {
        return writes.stream().map(Operation::key).filter(key::equals).count();
    }

    private static long number(String value) {
        return Long.parseLong(value.substring(0, value.indexOf(' ')));
    }
}
