package io.trivet.bench.measure;

import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.workload.DataSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long sets take while snapshots are taken, and while none are. Two clusters with the same data run side by side and
 * differ in how often they take snapshots; the load goes to one and to the other in turn, so that both meet the same
 * machine. Sets are sent at a fixed rate and timed from when they were due, so that a stall counts for all that it delays.
 */
final class SnapshotLatency {

    private static final DataSet DATA = new DataSet("data", 50_000, 1 << 10);
    private static final int IN_FLIGHT = 64;
    private static final int PHASES = Integer.getInteger("trivet.rounds", 6);
    private static final Duration PHASE = Duration.ofSeconds(20);
    private static final Duration LAST_CALL = Duration.ofSeconds(20);
    private static final int SETS_A_SECOND = 500;
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Map<String, Double> COLUMNS =
            new TreeMap<>(Map.of("p50", 0.5, "p90", 0.9, "p99", 0.99, "p99.9", 0.999));

    private SnapshotLatency() {}

    /** Takes how often a snapshot is due, such as {@code 2s}; without it, every ten seconds. */
    public static void main(String[] arguments) {
        String interval = arguments.length == 0 ? "10s" : arguments[0];
        Path parent = Path.of("target", "measure");
        ClusterSpec often = ClusterSpec.of("with-snapshots", 3).longLived().with("raft.snapshot_interval", interval);
        ClusterSpec never = ClusterSpec.of("without-snapshots", 3)
                .longLived()
                .with("raft.snapshot_interval", "24h")
                .with("raft.snapshot_log_entries", "1000000000");
        try (LocalCluster with = LocalCluster.start(parent, often);
                LocalCluster without = LocalCluster.start(parent, never)) {
            prepare(with);
            prepare(without);
            Latencies taken = new Latencies();
            Latencies none = new Latencies();
            long before = snapshots(with);
            for (int i = 0; i < PHASES; i++) {
                none.add(phase(without, i));
                taken.add(phase(with, i));
            }
            System.out.println("snapshots taken by three nodes under load: " + (snapshots(with) - before) + ", and "
                    + snapshots(without) + " in the other cluster");
            print(none, taken);
        }
    }

    /** Waits for the cluster, writes the data, and lets the JVMs compile. */
    private static void prepare(LocalCluster cluster) {
        cluster.awaitReady(READY);
        DATA.put(cluster.nodes(), 0, IN_FLIGHT);
        phase(cluster, -1);
    }

    private static Latencies phase(LocalCluster cluster, int number) {
        Latencies latencies = new Latencies();
        Random random = new Random(number);
        AtomicInteger open = new AtomicInteger();
        long start = System.nanoTime();
        long interval = Duration.ofSeconds(1).toNanos() / SETS_A_SECOND;
        for (int i = 0; i < PHASE.toSeconds() * SETS_A_SECOND; i++) {
            long due = start + i * interval;
            while (System.nanoTime() < due) {
                Poll.pause(Duration.ofMillis(1));
            }
            NodeProcess node = cluster.nodes().get(i % cluster.nodes().size());
            int key = random.nextInt(DATA.keys());
            open.incrementAndGet();
            node.client()
                    .putAsync(DATA.key(key), DATA.value(key, number + 2), WriteOptions.PLAIN)
                    .thenAccept(reply -> {
                        if (!reply.ok()) {
                            throw new IllegalStateException("a set was answered " + reply);
                        }
                        latencies.add(System.nanoTime() - due);
                        open.decrementAndGet();
                    });
        }
        Poll.until("all sets are acknowledged", LAST_CALL, () -> open.get() == 0);
        return latencies;
    }

    private static long snapshots(LocalCluster cluster) {
        return cluster.nodes().stream()
                .flatMap(node -> node.logLines().stream())
                .filter(line -> line.contains("saved a snapshot"))
                .count();
    }

    private static void print(Latencies without, Latencies with) {
        System.out.printf(Locale.ROOT, "%-8s %18s %18s %8s%n", "ms", "without snapshots", "with snapshots", "ratio");
        COLUMNS.forEach((name, share) -> row(name, without.millis(share), with.millis(share)));
        row("longest", without.millis(1), with.millis(1));
        System.out.printf(Locale.ROOT, "%-8s %18d %18d%n", "sets", without.count(), with.count());
    }

    private static void row(String name, double without, double with) {
        System.out.printf(Locale.ROOT, "%-8s %18.2f %18.2f %8.2f%n", name, without, with, with / without);
    }
}
