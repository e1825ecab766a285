package io.trivet.bench.cluster;

import io.trivet.bench.client.ClusterView;
import io.trivet.bench.client.KvClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Real server processes in a folder of their own, on free loopback ports or each in a network namespace. Closing it
 * kills them all; so does the end of this JVM. The folder stays behind with the configuration, the logs and, unless the
 * nodes have file systems of their own, the data.
 */
public final class LocalCluster implements AutoCloseable {

    private static final int CLIENT_THREADS = 2;

    private final List<NodeProcess> nodes;
    private final @Nullable Namespaces namespaces;
    private final Optional<Links> links;
    private final ExecutorService clientThreads;
    private final Thread shutdownHook = new Thread(this::release, "kill-cluster");

    private LocalCluster(List<NodeProcess> nodes, @Nullable Namespaces namespaces, ExecutorService clientThreads) {
        this.nodes = List.copyOf(nodes);
        this.namespaces = namespaces;
        this.links = Optional.ofNullable(namespaces).map(made -> new Links(made, this.nodes));
        this.clientThreads = clientThreads;
    }

    /**
     * Writes the configuration below {@code parent} and starts every node, without waiting until they serve. What an
     * earlier cluster of the same name left there is deleted.
     */
    public static LocalCluster start(Path parent, ClusterSpec spec) {
        LocalCluster cluster = layOut(parent, spec);
        cluster.startAll();
        return cluster;
    }

    /** As {@link #start}, but starts no node. */
    public static LocalCluster layOut(Path parent, ClusterSpec spec) {
        ClusterLayout layout = new ClusterLayout(parent, spec);
        Namespaces namespaces = spec.gives(Own.NETWORK) ? Namespaces.create(spec.nodes()) : null;
        ExecutorService threads = Executors.newFixedThreadPool(CLIENT_THREADS, LocalCluster::daemon);
        try {
            List<NodeProcess> nodes = layout.nodes(KvClient.httpClient(threads), namespaces);
            LocalCluster cluster = new LocalCluster(nodes, namespaces, threads);
            Runtime.getRuntime().addShutdownHook(cluster.shutdownHook);
            return cluster;
        } catch (IOException | RuntimeException e) {
            threads.shutdownNow();
            if (namespaces != null) {
                namespaces.close();
            }
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
    }

    /** The links between the nodes; empty when they share the network of this process. */
    public Optional<Links> links() {
        return links;
    }

    public List<NodeProcess> nodes() {
        return nodes;
    }

    /** The node of the given id. */
    public NodeProcess node(String id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + id));
    }

    /** Every node but the given one. */
    public List<NodeProcess> others(NodeProcess one) {
        return nodes.stream().filter(node -> node != one).toList();
    }

    /**
     * Waits until every process runs and calls itself ready.
     *
     * @throws IllegalStateException when one ends, or is not ready in time; with the tail of its log
     */
    public void awaitReady(Duration limit) {
        long start = System.nanoTime();
        for (NodeProcess node : nodes) {
            Duration left = limit.minusNanos(System.nanoTime() - start);
            try {
                Poll.until(node + " is ready", left, () -> readyOrDead(node));
            } catch (IllegalStateException e) {
                throw new IllegalStateException(e.getMessage() + "; its log ends:\n" + node.logTail(), e);
            }
        }
    }

    /** The node that calls itself the leader, of the highest term if there are several; empty when there is none. */
    public Optional<NodeProcess> leader() {
        return nodes.stream()
                .filter(NodeProcess::responsive)
                .flatMap(node -> node.client().cluster().stream().filter(view -> leads(node, view)))
                .max(Comparator.comparingLong(ClusterView::term))
                .map(view -> node(String.valueOf(view.leader())));
    }

    /** Waits for a leader that runs. */
    public NodeProcess awaitLeader(Duration limit) {
        return awaitLeader(limit, NodeProcess::responsive);
    }

    /** Waits for a leader that satisfies the predicate. */
    public NodeProcess awaitLeader(Duration limit, Predicate<NodeProcess> accepted) {
        return Poll.untilPresent("a leader of " + nodes, limit, () -> leader().filter(accepted));
    }

    /** Kills every process at once with SIGKILL, also frozen ones. */
    public void killAll() {
        nodes.parallelStream().filter(NodeProcess::alive).forEach(NodeProcess::kill9);
    }

    /** Starts every node that does not run. */
    public void startAll() {
        nodes.stream().filter(node -> !node.alive()).forEach(NodeProcess::start);
    }

    @Override
    public void close() {
        release();
        clientThreads.shutdownNow();
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }

    private void release() {
        killAll();
        nodes.forEach(node -> node.disk().ifPresent(Disk::unmount));
        if (namespaces != null) {
            namespaces.close();
        }
    }

    private static boolean leads(NodeProcess node, ClusterView view) {
        return node.id().equals(view.leader())
                && view.members().stream()
                        .anyMatch(member ->
                                member.id().equals(node.id()) && member.role().equals("leader"));
    }

    private static boolean readyOrDead(NodeProcess node) {
        if (!node.alive()) {
            throw new IllegalStateException(node + " ended by itself");
        }
        return node.responsive() && node.client().ready();
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "kv-client");
        thread.setDaemon(true);
        return thread;
    }
}
