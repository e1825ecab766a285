package io.trivet.bench.torture;

import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.history.History;
import io.trivet.bench.workload.RecordingClient;
import java.util.ArrayList;
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

    private final ExecutorService threads;
    private final List<Future<?>> clients = new ArrayList<>();
    private volatile boolean stopped;

    private Load(int clients) {
        threads = Executors.newFixedThreadPool(clients);
    }

    /** Starts the clients, which have the process numbers from 0. */
    static Load start(LocalCluster cluster, TortureOptions options, History history) {
        Load load = new Load(options.clients());
        for (int i = 0; i < options.clients(); i++) {
            int process = i;
            List<RecordingClient> nodes = cluster.nodes().stream()
                    .map(node -> new RecordingClient(process, node, history))
                    .toList();
            Steps steps = new Steps(options.seed(), process, nodes.size());
            load.clients.add(load.threads.submit(new TortureClient(steps, nodes, () -> load.stopped)));
        }
        return load;
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
    }
}
