package io.trivet.bench.torture;

import io.trivet.bench.client.KvClient;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.workload.RecordingClient;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The clients of a run, each on a thread of its own. */
final class Load implements AutoCloseable {

    /** Longer than the longest timeout of a step and what a client waits beyond it. */
    private static final long LAST_CALL_SECONDS = 20;

    private static final int FIRST_PROBE = 1000;
    private static final int FIRST_READER = 2000;

    /** How long past its deadline an answer is waited for: a client that hangs on a frozen node measures nothing. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final int HTTP_THREADS = 2;

    private final ExecutorService threads;
    private final ExecutorService httpThreads = Executors.newFixedThreadPool(HTTP_THREADS);
    private final List<Future<?>> clients = new ArrayList<>();
    private volatile boolean stopped;

    private Load(int threads) {
        this.threads = Executors.newFixedThreadPool(threads);
    }

    /** Starts the clients, and for each node a probe that writes and one that reads; they count from 0, 1000 and 2000. */
    static Load start(LocalCluster cluster, TortureOptions options, History history) {
        List<NodeProcess> nodes = cluster.nodes();
        Load load = new Load(options.clients() + 2 * nodes.size());
        HttpClient http = KvClient.httpClient(load.httpThreads);
        List<KvClient> clients = nodes.stream()
                .map(node -> new KvClient(http, node.http(), GRACE))
                .toList();
        for (int i = 0; i < options.clients(); i++) {
            load.run(new Steps(options.seed(), i, nodes.size()), i, nodes, clients, history);
        }
        for (int i = 0; i < nodes.size(); i++) {
            load.run(Probes.writes(i), FIRST_PROBE + i, nodes, clients, history);
            load.run(Probes.reads(i, nodes.size()), FIRST_READER + i, nodes, clients, history);
        }
        return load;
    }

    private void run(
            Iterator<Step> steps, int process, List<NodeProcess> nodes, List<KvClient> clients, History history) {
        List<RecordingClient> recorders = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            recorders.add(new RecordingClient(process, nodes.get(i).id(), clients.get(i), history));
        }
        this.clients.add(threads.submit(new TortureClient(steps, recorders, () -> stopped)));
    }

    /**
     * Lets every client end its call.
     *
     * @throws IllegalStateException when a client failed, or does not come to its end
     */
    void stop() throws InterruptedException {
        stopped = true;
        for (Future<?> client : clients) {
            try {
                client.get(LAST_CALL_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new IllegalStateException("a call of a client has not ended in " + LAST_CALL_SECONDS + " s", e);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
        httpThreads.shutdownNow();
    }
}
