package io.trivet.bench.workload;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Concurrent load through all nodes of a cluster, written down in a {@link History}. */
public final class Workload implements AutoCloseable {

    private static final Duration LAST_CALL = Duration.ofSeconds(20);

    private final WorkloadSpec spec;
    private final History history;
    private final List<RecordingClient> nodes;
    private final ExecutorService threads;
    private final List<Future<?>> clients = new ArrayList<>();
    private volatile boolean stopped;

    private Workload(LocalCluster cluster, WorkloadSpec spec, History history) {
        this.spec = spec;
        this.history = history;
        this.nodes = cluster.nodes().stream()
                .map(node -> new RecordingClient(node, history))
                .toList();
        this.threads = Executors.newFixedThreadPool(spec.clients());
    }

    /** Starts the clients. The first one is {@code firstClient}: loads that share a history need distinct clients. */
    public static Workload start(LocalCluster cluster, WorkloadSpec spec, History history, Seed seed, int firstClient) {
        Workload load = new Workload(cluster, spec, history);
        for (int i = firstClient; i < firstClient + spec.clients(); i++) {
            LoadClient client = new LoadClient(i, spec, load.nodes, seed.stream(i), () -> load.stopped);
            load.clients.add(load.threads.submit(client));
        }
        return load;
    }

    /** Waits until so many more writes are acknowledged. */
    public void awaitAcknowledged(long more, Duration limit) {
        long goal = history.acknowledged() + more;
        Poll.until(more + " more acknowledged writes", limit, () -> history.acknowledged() >= goal);
    }

    /** Lets every client finish its call and stops; rethrows what made a client fail. */
    public void stop() {
        stopped = true;
        for (Future<?> client : clients) {
            Poll.until("the last call of a client has ended", LAST_CALL, client::isDone);
            Futures.value(client);
        }
    }

    /**
     * Reads every key through every node, so that the history holds what each of them shows.
     *
     * @throws IllegalStateException when a node does not answer a read in time
     */
    public void readAll(Duration limit) {
        List<Future<?>> readers = new ArrayList<>();
        for (RecordingClient node : nodes) {
            for (int i = 0; i < spec.keys(); i++) {
                String key = spec.key(i);
                readers.add(threads.submit(() -> read(node, key, limit)));
            }
        }
        readers.forEach(Futures::value);
    }

    private static void read(RecordingClient node, String key, Duration limit) {
        Poll.until(node.node() + " answers a read of " + key, limit, () -> answered(node, key));
    }

    private static boolean answered(RecordingClient node, String key) {
        Reply reply = node.get(key, ReadOptions.LINEARIZABLE);
        return reply.status() == 200 || reply.status() == 404;
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
