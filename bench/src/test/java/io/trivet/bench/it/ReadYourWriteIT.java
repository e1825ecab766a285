package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.workload.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A read that follows an acknowledged write through another node sees it, while leadership moves. */
class ReadYourWriteIT {

    private static final int PAIRS = 5000;
    private static final int TRANSFERS = 8;
    private static final int CLIENTS = 16;
    private static final Duration BETWEEN_TRANSFERS = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static LocalCluster cluster;

    private final Seed seed = Seed.announce("ReadYourWriteIT");
    private final AtomicInteger pairs = new AtomicInteger();
    private final AtomicInteger transfers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        cluster = Clusters.start(ClusterSpec.of("read-your-write", 3));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void when_leadershipMoves_then_readThroughAnotherNodeSeesTheWrite() {
        long start = System.nanoTime();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            clients.add(CompletableFuture.runAsync(() -> writeAndRead(number, start), Threads::run));
        }
        moveLeadership(start);
        clients.forEach(CompletableFuture::join);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("  " + pairs.get() + " pairs of write and read in " + millis + " ms, " + transfers.get()
                + " transfers of leadership, " + refusals.get() + " calls not answered at first");
        Verdict.assertNone("every read sees the write before it", List.copyOf(violations));
    }

    private boolean enough() {
        return pairs.get() >= PAIRS && transfers.get() >= TRANSFERS;
    }

    private void moveLeadership(long start) {
        Random random = seed.stream(-1);
        while (!enough()) {
            assertInTime(start);
            NodeProcess from = cluster.awaitLeader(Clusters.PATIENCE);
            List<NodeProcess> others = cluster.others(from);
            NodeProcess to = others.get(random.nextInt(others.size()));
            NodeProcess asked =
                    cluster.nodes().get(random.nextInt(cluster.nodes().size()));
            asked.client().transferLeader(to.id());
            Optional<NodeProcess> now = cluster.leader();
            if (now.isPresent() && now.get() == to) {
                transfers.incrementAndGet();
            }
            Poll.pause(BETWEEN_TRANSFERS);
        }
    }

    private void writeAndRead(int client, long start) {
        Random random = seed.stream(client);
        List<NodeProcess> nodes = cluster.nodes();
        for (int i = 0; !enough(); i++) {
            assertInTime(start);
            NodeProcess writer = nodes.get(random.nextInt(nodes.size()));
            List<NodeProcess> others = cluster.others(writer);
            NodeProcess reader = others.get(random.nextInt(others.size()));
            String key = "key" + client;
            String value = "value" + i;
            Reply put = writer.client().put(key, value, WriteOptions.PLAIN);
            if (put instanceof Reply.Answered answer && answer.ok()) {
                checkRead(new Acknowledged(key, value, answer.etag(), writer), reader, random.nextBoolean());
            } else {
                refusals.incrementAndGet();
            }
        }
    }

    private record Acknowledged(String key, String value, long revision, NodeProcess writer) {}

    private void checkRead(Acknowledged write, NodeProcess reader, boolean stale) {
        ReadOptions options = stale ? ReadOptions.staleAtLeast(write.revision()) : ReadOptions.LINEARIZABLE;
        Reply.Answered answer = Poll.untilPresent(
                reader + " answers a read of " + write, Clusters.PATIENCE, () -> read(reader, write.key(), options));
        boolean same = answer.etag() == write.revision() && answer.text().equals(write.value());
        if (!same && answer.etag() <= write.revision()) {
            String kind = stale ? "stale read with Kv-Min-Revision " + write.revision() : "linearizable read";
            violations.add(write + " was acknowledged, then a " + kind + " through " + reader + " answered " + answer
                    + " \"" + answer.text() + "\"");
        }
        pairs.incrementAndGet();
    }

    private Optional<Reply.Answered> read(NodeProcess node, String key, ReadOptions options) {
        Reply reply = node.client().get(key, options);
        if (reply instanceof Reply.Answered answer && (answer.ok() || answer.status() == 404)) {
            return Optional.of(answer);
        }
        refusals.incrementAndGet();
        return Optional.empty();
    }

    private void assertInTime(long start) {
        assertTrue(
                System.nanoTime() - start < LIMIT.toNanos(),
                () -> "only " + pairs.get() + " pairs and " + transfers.get() + " transfers within " + LIMIT);
    }
}
