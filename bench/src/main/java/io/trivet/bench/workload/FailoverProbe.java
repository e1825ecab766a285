package io.trivet.bench.workload;

import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.history.History;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures how long after an instant the first write through each of some nodes is acknowledged. */
public final class FailoverProbe {

    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final History history;
    private final String name;
    private final AtomicInteger attempts = new AtomicInteger();

    /** A probe whose writes go into the history, on keys of its own by its name. */
    public FailoverProbe(History history, String name) {
        this.history = history;
        this.name = name;
    }

    /**
     * Writes through each node until one write is acknowledged.
     *
     * @param since the instant to measure from, of {@link System#nanoTime()}
     * @throws java.util.concurrent.CompletionException when a node acknowledges none within the limit
     */
    public Map<String, Duration> firstWrites(Collection<NodeProcess> nodes, long since, Duration limit) {
        Map<String, CompletableFuture<Duration>> probes = new TreeMap<>();
        for (NodeProcess node : nodes) {
            probes.put(node.id(), CompletableFuture.supplyAsync(() -> firstWrite(node, since, limit), this::thread));
        }
        Map<String, Duration> times = new TreeMap<>();
        probes.forEach((id, probe) -> times.put(id, probe.join()));
        return times;
    }

    private Duration firstWrite(NodeProcess node, long since, Duration limit) {
        RecordingClient client = new RecordingClient(node, history);
        while (System.nanoTime() - since < limit.toNanos()) {
            String value = "probe-" + attempts.incrementAndGet();
            Reply reply = client.put("probe/" + name + "/" + node, value, WriteOptions.PLAIN.within(TIMEOUT));
            if (reply.ok()) {
                return Duration.ofNanos(System.nanoTime() - since);
            }
            Poll.pause(PAUSE);
        }
        throw new IllegalStateException("no write through " + node + " was acknowledged within " + limit);
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(work, "failover-probe");
        thread.setDaemon(true);
        thread.start();
    }
}
