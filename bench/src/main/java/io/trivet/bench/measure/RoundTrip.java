package io.trivet.bench.measure;

import io.trivet.bench.client.KvClient;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.EtcdCluster;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Tool;
import io.trivet.bench.workload.DataSet;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * A million keys: how long a restart after SIGKILL takes, and how long a backup, its restore on three nodes and their
 * first start. One node is loaded, because that is fastest. The same with etcd on the same machine, where it is installed. Of what Trivet restored, 10,000 keys are
 * read back through each node.
 */
final class RoundTrip {

    private static final DataSet DATA = new DataSet("data", Integer.getInteger("trivet.keys", 1_000_000), 256);
    private static final int IN_FLIGHT = 256;
    private static final int PUTS_A_TRANSACTION = 100;
    private static final int TRANSACTIONS_IN_FLIGHT = 8;
    private static final int SAMPLES = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Path FOLDER = Path.of("target", "measure").toAbsolutePath();

    private RoundTrip() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        System.out.printf(Locale.ROOT, "%,d keys with values of %d bytes%n", DATA.keys(), DATA.valueBytes());
        trivet();
        if (EtcdCluster.installed()) {
            etcd();
        } else {
            System.out.println("etcd: skipped, because etcd and etcdctl are not on the PATH"
                    + " (Debian: apt-get install etcd-server etcd-client)");
        }
    }

    private static void trivet() throws IOException {
        Path file = FOLDER.resolve("round-trip.backup");
        Files.deleteIfExists(file);
        try (LocalCluster cluster =
                LocalCluster.start(FOLDER, ClusterSpec.of("round-trip", 1).longLived())) {
            cluster.awaitReady(LIMIT);
            report("trivet", "load of one node, one put a call", DATA.put(cluster.nodes(), 0, IN_FLIGHT), DATA.bytes());
            cluster.killAll();
            report("trivet", "kill -9 of the node, start until ready", start(cluster), 0);
            Tool save = Tool.project(
                    LIMIT,
                    "bin/snapshot",
                    "save",
                    file.toString(),
                    "--endpoint",
                    endpoint(cluster.nodes().get(0)));
            report("trivet", "bin/snapshot save", save.checked().took(), Files.size(file));
        }
        report(
                "trivet",
                "bin/snapshot verify",
                Tool.project(LIMIT, "bin/snapshot", "verify", file.toString())
                        .checked()
                        .took(),
                Files.size(file));
        try (LocalCluster restored = LocalCluster.layOut(
                FOLDER, ClusterSpec.of("round-trip-restored", 3).longLived())) {
            Duration took = Duration.ZERO;
            for (NodeProcess node : restored.nodes()) {
                Tool restore = Tool.project(
                        LIMIT,
                        "bin/restore",
                        file.toString(),
                        "--config",
                        node.config().toString());
                took = took.plus(restore.checked().took());
            }
            report("trivet", "bin/restore, three one after the other", took, 3 * Files.size(file));
            report("trivet", "start until all are ready", start(restored), 0);
            check(restored);
            restored.killAll();
            report("trivet", "kill -9 of all, start until all are ready", start(restored), 0);
        }
        Files.delete(file);
    }

    private static Duration start(LocalCluster cluster) {
        long start = System.nanoTime();
        cluster.startAll();
        cluster.awaitReady(LIMIT);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void check(LocalCluster restored) {
        DataSet sample = new DataSet(DATA.name(), Math.min(SAMPLES, DATA.keys()), DATA.valueBytes());
        for (NodeProcess node : restored.nodes()) {
            List<String> wrong = sample.differences(node, 0, 0, IN_FLIGHT);
            if (!wrong.isEmpty()) {
                throw new IllegalStateException(wrong.size() + " keys were not restored, first: " + wrong.get(0));
            }
        }
    }

    private static void etcd() throws IOException {
        Path file = FOLDER.resolve("etcd.backup");
        Files.deleteIfExists(file);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        HttpClient http = KvClient.httpClient(threads);
        try (EtcdCluster cluster = EtcdCluster.layOut(FOLDER, "etcd", http);
                EtcdCluster restored = EtcdCluster.layOut(FOLDER, "etcd-restored", http)) {
            cluster.startAll();
            cluster.awaitHealthy(LIMIT);
            report("etcd", "load, transactions of " + PUTS_A_TRANSACTION, load(cluster), DATA.bytes());
            cluster.killAll();
            report("etcd", "kill -9 of all, start until all are healthy", start(cluster), 0);
            report("etcd", "etcdctl snapshot save", cluster.save(file).took(), Files.size(file));
            cluster.killAll();
            Duration took = Duration.ZERO;
            for (int i = 0; i < restored.size(); i++) {
                took = took.plus(restored.restore(file, i).took());
            }
            report("etcd", "etcdctl snapshot restore, three in a row", took, 3 * Files.size(file));
            report("etcd", "start until all are healthy", start(restored), 0);
        } finally {
            threads.shutdownNow();
        }
        Files.delete(file);
    }

    private static Duration start(EtcdCluster cluster) {
        long start = System.nanoTime();
        cluster.startAll();
        cluster.awaitHealthy(LIMIT);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration load(EtcdCluster cluster) {
        Semaphore permits = new Semaphore(TRANSACTIONS_IN_FLIGHT);
        long start = System.nanoTime();
        for (int first = 0; first < DATA.keys(); first += PUTS_A_TRANSACTION) {
            String transaction = transaction(first, Math.min(DATA.keys(), first + PUTS_A_TRANSACTION));
            permits.acquireUninterruptibly();
            cluster.transactAsync(first / PUTS_A_TRANSACTION, transaction).whenComplete((answer, failure) -> {
                if (failure != null) {
                    throw new IllegalStateException("a transaction failed", failure);
                }
                permits.release();
            });
        }
        permits.acquireUninterruptibly(TRANSACTIONS_IN_FLIGHT);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String transaction(int first, int end) {
        StringBuilder json = new StringBuilder("{\"success\":[");
        for (int i = first; i < end; i++) {
            json.append(i == first ? "" : ",").append("{\"requestPut\":{\"key\":\"");
            json.append(base64(DATA.key(i))).append("\",\"value\":\"");
            json.append(base64(DATA.value(i, 0))).append("\"}}");
        }
        return json.append("]}").toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String endpoint(NodeProcess node) {
        return node.http().toString();
    }

    private static void report(String product, String what, Duration took, long bytes) {
        double seconds = took.toMillis() / 1e3;
        double mebibytes = bytes / (double) (1 << 20);
        String rate =
                bytes == 0 ? "" : String.format(Locale.ROOT, "%10.0f MiB %8.1f MiB/s", mebibytes, mebibytes / seconds);
        System.out.printf(Locale.ROOT, "%-7s %-42s %8.1f s%s%n", product, what, seconds, rate);
    }
}
