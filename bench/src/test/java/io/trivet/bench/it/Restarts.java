package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.client.ClusterView;
import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.history.History;
import io.trivet.bench.history.Operation;
import io.trivet.bench.workload.Burst;
import io.trivet.bench.workload.RecordingClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Steps that the restart tests share. */
final class Restarts {

    private static final Duration TERMINATION = Duration.ofSeconds(10);
    private static final int IN_FLIGHT = 64;

    private Restarts() {}

    /** SIGTERM to all of them at once; each must end within 10 s with the status of a process that obeyed. */
    static void terminate(List<NodeProcess> nodes) {
        long start = System.nanoTime();
        nodes.forEach(NodeProcess::terminate);
        for (NodeProcess node : nodes) {
            Duration left = TERMINATION.minusNanos(System.nanoTime() - start);
            OptionalInt status = node.awaitExit(left);
            assertTrue(
                    status.isPresent(), () -> node + " runs on 10 s after SIGTERM; its log ends:\n" + node.logTail());
            assertTrue(
                    status.getAsInt() == 143 || status.getAsInt() == 0,
                    () -> node + " ended with status " + status.getAsInt() + " after SIGTERM; its log ends:\n"
                            + node.logTail());
        }
        System.out.println("  SIGTERM of " + nodes + " took " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    /** Puts a new value for each of {@code count} calls on {@code keys} keys, spread over the nodes. */
    static void write(List<NodeProcess> nodes, History history, String name, int count, int keys) {
        List<RecordingClient> clients =
                nodes.stream().map(node -> new RecordingClient(node, history)).toList();
        Burst.run(
                count,
                IN_FLIGHT,
                i -> clients.get(i % clients.size())
                        .putAsync(name + "/" + i % keys, name + "-" + i, WriteOptions.PLAIN));
    }

    /** Reads every key that was written, through every node. */
    static void readAll(LocalCluster cluster, History history) {
        readAll(cluster, history, ReadOptions.LINEARIZABLE);
    }

    /** Reads every key that was written from each node's own store, once that has reached the revision. */
    static void readAllLocally(LocalCluster cluster, History history, long revision) {
        readAll(cluster, history, ReadOptions.staleAtLeast(revision));
    }

    private static void readAll(LocalCluster cluster, History history, ReadOptions options) {
        List<String> keys =
                history.writes().stream().map(Operation::key).distinct().toList();
        for (NodeProcess node : cluster.nodes()) {
            RecordingClient client = new RecordingClient(node, history);
            Burst.run(keys.size(), IN_FLIGHT, i -> read(client, keys.get(i), options));
        }
    }

    /** The revision of the store, once all nodes of the cluster tell the same. */
    static long revision(LocalCluster cluster) {
        return Poll.untilPresent("all nodes tell the same revision", Clusters.PATIENCE, () -> {
            List<Long> told = cluster.nodes().stream()
                    .flatMap(node -> node.client().cluster().stream())
                    .map(ClusterView::revision)
                    .toList();
            boolean same = told.size() == cluster.nodes().size()
                    && told.stream().distinct().count() == 1;
            return same ? told.stream().findFirst() : Optional.empty();
        });
    }

    private static CompletableFuture<Reply> read(RecordingClient client, String key, ReadOptions options) {
        return client.getAsync(key, options).thenApply(reply -> {
            if (reply.status() != 200 && reply.status() != 404) {
                throw new IllegalStateException(
                        "read of " + key + " through " + client.node() + " was answered " + reply);
            }
            return reply;
        });
    }
}
