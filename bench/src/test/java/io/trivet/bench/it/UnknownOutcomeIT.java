package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.trivet.bench.workload.FailoverProbe;
import io.trivet.bench.workload.RecordingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes whose outcome no node can know are answered 504, and those answered 503 never happen. */
class UnknownOutcomeIT {

    private static final int WRITES = 8;
    private static final int ROUNDS = 2;
    private static final WriteOptions HALF_A_SECOND = WriteOptions.PLAIN.within(Duration.ofMillis(500));
    private static final WriteOptions LONG = WriteOptions.PLAIN.within(Duration.ofSeconds(12));

    private static LocalCluster cluster;
    private static final History HISTORY = new History();
    private static int keys;

    @BeforeAll
    static void start() {
        cluster = Clusters.start(ClusterSpec.of("unknown-outcome", 3).with("raft.election_timeout", "3s"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void openConnections() {
        cluster.awaitReady(Clusters.PATIENCE);
        for (NodeProcess node : cluster.nodes()) {
            Poll.until(
                    "a write through " + node,
                    Clusters.PATIENCE,
                    () -> join(puts(node, LONG, 1)).get(0).ok());
        }
    }

    @Test
    void when_followersAreFrozen_then_pendingWritesOfTheLeaderAreUnknown() {
        for (int round = 1; round <= ROUNDS; round++) {
            freezeFollowers();
        }
        assertHistory();
    }

    @Test
    void when_leaderIsFrozen_then_forwardedWritesAreUnknown() {
        for (int round = 1; round <= ROUNDS; round++) {
            freezeLeader();
        }
        assertHistory();
    }

    @Test
    void when_leaderWakesWithinTheDeadline_then_forwardedWritesEndConsistently() {
        NodeProcess leader = cluster.awaitLeader(Clusters.PATIENCE);
        leader.pause();
        List<CompletableFuture<Reply>> forwarded = new ArrayList<>();
        cluster.others(leader).forEach(node -> forwarded.addAll(puts(node, LONG, WRITES)));
        join(puts(cluster.others(leader).get(0), HALF_A_SECOND, 1));
        leader.resume();
        long applied = join(forwarded).stream().filter(Reply::ok).count();
        System.out.println("  " + applied + " of " + forwarded.size() + " forwarded writes survived a short freeze");
        assertHistory();
    }

    private void freezeFollowers() {
        NodeProcess leader = cluster.awaitLeader(Clusters.PATIENCE);
        List<NodeProcess> followers = cluster.others(leader);
        followers.forEach(NodeProcess::pause);
        try {
            assertPendingUnknown(leader);
        } finally {
            followers.forEach(NodeProcess::resume);
        }
        cluster.awaitReady(Clusters.PATIENCE);
    }

    /** The first write is in an entry of its own before the others come: which of them shared it would be chance. */
    private static void assertPendingUnknown(NodeProcess leader) {
        long frozen = System.nanoTime();
        double entries = proposedEntries(leader);
        List<CompletableFuture<Reply>> first = puts(leader, LONG, 1);
        Poll.until("an entry that " + leader + " proposes", Clusters.PATIENCE, () -> proposedEntries(leader) > entries);
        List<CompletableFuture<Reply>> hasty = puts(leader, HALF_A_SECOND, WRITES);
        List<CompletableFuture<Reply>> waiting = puts(leader, LONG, WRITES);
        assertUnknown(join(hasty), "500 ms at leader " + leader + " with both followers frozen");
        assertUnknown(join(first), "in the log of leader " + leader + " with both followers frozen");
        assertUnknownOrRefused(join(waiting), "behind it at leader " + leader);
        long stepDown = (System.nanoTime() - frozen) / 1_000_000;
        Reply late = join(puts(leader, HALF_A_SECOND, 1)).get(0);
        System.out.println("  leader " + leader + " gave up its pending writes after " + stepDown
                + " ms; the next write was answered " + late);
    }

    private static double proposedEntries(NodeProcess node) {
        return node.client().metric("trivet_log_entry_writes_count").orElseThrow();
    }

    private void freezeLeader() {
        NodeProcess leader = cluster.awaitLeader(Clusters.PATIENCE);
        List<NodeProcess> followers = cluster.others(leader);
        List<CompletableFuture<Reply>> pending;
        leader.pause();
        try {
            pending = assertForwardedUnknown(leader, followers);
        } finally {
            leader.resume();
        }
        Map<Integer, Long> statuses =
                join(pending).stream().collect(Collectors.groupingBy(Reply::status, Collectors.counting()));
        System.out.println("  writes that waited for frozen leader " + leader + " ended with " + statuses);
        cluster.awaitReady(Clusters.PATIENCE);
    }

    /** The writes that still wait for the leader when the others have elected a new one. */
    private static List<CompletableFuture<Reply>> assertForwardedUnknown(
            NodeProcess leader, List<NodeProcess> followers) {
        long frozen = System.nanoTime();
        List<CompletableFuture<Reply>> hasty = new ArrayList<>();
        followers.forEach(node -> hasty.addAll(puts(node, HALF_A_SECOND, WRITES)));
        List<CompletableFuture<Reply>> pending = new ArrayList<>();
        followers.forEach(node -> pending.addAll(puts(node, LONG, WRITES)));
        assertUnknown(join(hasty), "500 ms through a follower of frozen leader " + leader);
        String probe = "probe" + frozen;
        new FailoverProbe(HISTORY, probe).firstWrites(followers, frozen, Clusters.PATIENCE);
        return pending;
    }

    /** Reads every key through every node, twice with writes in between: a late write must not appear either. */
    private void assertHistory() {
        readAll();
        openConnections();
        readAll();
        Verdict.assertCorrect(HISTORY);
        List<Operation> refused = HISTORY.writes(Outcome.FAIL);
        System.out.println("  " + refused.size() + " writes were declared not applied so far, none is visible");
    }

    private void readAll() {
        cluster.awaitReady(Clusters.PATIENCE);
        List<String> written =
                HISTORY.writes().stream().map(Operation::key).distinct().toList();
        for (NodeProcess node : cluster.nodes()) {
            RecordingClient client = new RecordingClient(node, HISTORY);
            for (String key : written) {
                Poll.until(node + " answers a read of " + key, Clusters.PATIENCE, () -> {
                    int status = client.get(key, ReadOptions.LINEARIZABLE).status();
                    return status == 200 || status == 404;
                });
            }
        }
    }

    private static List<CompletableFuture<Reply>> puts(NodeProcess node, WriteOptions options, int count) {
        RecordingClient client = new RecordingClient(node, HISTORY);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys++;
            replies.add(client.putAsync("key" + keys, "value" + keys, options));
        }
        return replies;
    }

    private static List<Reply> join(List<CompletableFuture<Reply>> replies) {
        return replies.stream().map(CompletableFuture::join).toList();
    }

    /**
     * What waits behind an entry for the next one was certainly not applied, and may be answered so: {@link #assertHistory}
     * holds it to that.
     */
    private static void assertUnknownOrRefused(List<Reply> replies, String which) {
        for (Reply reply : replies) {
            assertTrue(
                    reply.status() == 504 || reply.status() == 503,
                    () -> "a write (" + which + ") was answered " + reply);
        }
    }

    private static void assertUnknown(List<Reply> replies, String which) {
        for (Reply reply : replies) {
            assertEquals(504, reply.status(), () -> "a write (" + which + ") was answered " + reply);
        }
    }
}
