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
import io.trivet.bench.workload.FailoverProbe;
import io.trivet.bench.workload.RecordingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A leader that was frozen while the others went on must not answer from what it remembers. */
class FrozenLeaderIT {

    private static final int ROUNDS = 2;
    private static final int KEYS = 8;
    private static final int LEAN_ROUNDS = 8;
    private static final int WARM_UPS = 50;
    private static final int READERS = 16;
    private static final int IN_FLIGHT = 64;
    private static final int WRITES_WHILE_FROZEN = 200;
    private static final int READS_AFTER_WAKING = 500;
    private static final Duration BACKOFF = Duration.ofMillis(5);
    private static final ReadOptions PATIENT = ReadOptions.LINEARIZABLE.within(Duration.ofSeconds(15));
    private static final WriteOptions HASTY = WriteOptions.PLAIN.within(Duration.ofMillis(500));

    private static LocalCluster cluster;

    private final History history = new History();
    private final AtomicInteger values = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    @BeforeAll
    static void start() {
        cluster = Clusters.start(ClusterSpec.of("frozen-leader", 3));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void when_frozenLeaderWakes_then_noReadIsOlderThanWritesAcknowledgedBefore() {
        for (int round = 1; round <= ROUNDS; round++) {
            freezeAndWake(round);
        }
        Verdict.assertCorrect(history);
    }

    @Test
    void when_readsAreTheFirstThingAWokenLeaderSees_then_noneIsStale() {
        for (int round = 1; round <= LEAN_ROUNDS; round++) {
            wakeToReads(round);
        }
        Verdict.assertCorrect(history);
    }

    /**
     * The reads wait in connections that the leader had accepted before it froze, and nothing else does: they are
     * served before it can have learned much of its successor.
     */
    private void wakeToReads(int round) {
        NodeProcess frozen = cluster.awaitLeader(Clusters.PATIENCE);
        RecordingClient reader = new RecordingClient(frozen, history);
        write(List.of(reader), KEYS);
        for (int i = 0; i < WARM_UPS; i++) {
            reads(reader, KEYS).forEach(CompletableFuture::join);
        }
        frozen.pause();
        long since = System.nanoTime();
        new FailoverProbe(history, "lean" + round).firstWrites(cluster.others(frozen), since, Clusters.PATIENCE);
        write(clients(cluster.others(frozen)), KEYS * 2);
        List<CompletableFuture<Reply>> waiting = reads(reader, KEYS);
        frozen.resume();
        Map<Integer, Long> statuses = waiting.stream()
                .collect(Collectors.groupingBy(read -> read.join().status(), Collectors.counting()));
        System.out.println("  lean round " + round + ": reads that waited for " + frozen + " ended with " + statuses);
        cluster.awaitReady(Clusters.PATIENCE);
    }

    private void freezeAndWake(int round) {
        NodeProcess frozen = cluster.awaitLeader(Clusters.PATIENCE);
        List<RecordingClient> others = clients(cluster.others(frozen));
        RecordingClient reader = new RecordingClient(frozen, history);
        write(others, KEYS * 4);
        AtomicBoolean enough = new AtomicBoolean();
        int atStart = answered.get();
        List<CompletableFuture<Void>> readers = startReaders(reader, enough);
        Poll.until("reads through the leader", Clusters.PATIENCE, () -> answered.get() - atStart >= READERS);

        frozen.pause();
        List<CompletableFuture<Reply>> inFlight = new ArrayList<>(reads(reader, IN_FLIGHT));
        long since = System.nanoTime();
        String probe = "round" + round;
        new FailoverProbe(history, probe).firstWrites(cluster.others(frozen), since, Clusters.PATIENCE);
        write(others, WRITES_WHILE_FROZEN);
        inFlight.addAll(reads(reader, IN_FLIGHT));
        int before = answered.get();

        frozen.resume();
        inFlight.addAll(reads(reader, IN_FLIGHT));
        write(others, KEYS * 4);
        awaitReads(frozen, before);
        enough.set(true);
        readers.forEach(CompletableFuture::join);
        long ok = inFlight.stream().filter(read -> read.join().ok()).count();
        System.out.println("  round " + round + ": leader " + frozen + ", " + ok + " of " + inFlight.size()
                + " requests sent to it while frozen or at waking answered 200, "
                + (answered.get() - before) + " reads after waking");
        cluster.awaitReady(Clusters.PATIENCE);
    }

    private void awaitReads(NodeProcess node, int before) {
        Poll.until(
                READS_AFTER_WAKING + " linearizable reads through the woken " + node,
                Clusters.PATIENCE,
                () -> answered.get() - before >= READS_AFTER_WAKING);
    }

    private void write(List<RecordingClient> nodes, int count) {
        long goal = history.acknowledged() + count;
        long start = System.nanoTime();
        for (int i = 0; history.acknowledged() < goal; i++) {
            int number = values.incrementAndGet();
            nodes.get(i % nodes.size()).put("key" + i % KEYS, "value" + number, HASTY);
            assertTrue(
                    System.nanoTime() - start < Clusters.PATIENCE.toNanos(),
                    () -> count + " writes through " + nodes.size() + " nodes took longer than " + Clusters.PATIENCE);
        }
    }

    private List<CompletableFuture<Reply>> reads(RecordingClient node, int count) {
        List<CompletableFuture<Reply>> reads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            reads.add(node.getAsync("key" + i % KEYS, PATIENT));
        }
        return reads;
    }

    private List<CompletableFuture<Void>> startReaders(RecordingClient node, AtomicBoolean enough) {
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            String key = "key" + i % KEYS;
            readers.add(CompletableFuture.runAsync(() -> readOn(node, key, enough), Threads::run));
        }
        return readers;
    }

    private void readOn(RecordingClient node, String key, AtomicBoolean enough) {
        while (!enough.get()) {
            if (node.get(key, PATIENT).ok()) {
                answered.incrementAndGet();
            } else {
                Poll.pause(BACKOFF);
            }
        }
    }

    private List<RecordingClient> clients(List<NodeProcess> nodes) {
        return nodes.stream().map(node -> new RecordingClient(node, history)).toList();
    }
}
