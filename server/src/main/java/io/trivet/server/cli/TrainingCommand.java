package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.Node;
import io.trivet.server.ProcessEnd;
import io.trivet.server.config.ConfigException;
import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import io.trivet.statemachine.Disk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * {@code trivet training-run}: three nodes in this process, on free ports of the loopback interface, which form a cluster,
 * answer a few calls and stop. Of no use but to the build, which lets the JVM archive the classes that were loaded
 * (class data sharing, JEP 350): {@code bin/trivet} starts a node from them.
 */
@Command(name = "training-run", hidden = true, description = "For the build: loads the classes that a node uses.")
final class TrainingCommand implements Callable<Integer> {
    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        Main.logOnlyWarnings();
        Path folder = Files.createTempDirectory("trivet-training");
        try {
            run(configs(folder));
        } finally {
            Disk.deleteTree(folder);
        }
        return ExitCode.OK.code();
    }

    private void run(List<NodeConfig> configs) throws Exception {
        List<Node> nodes = start(configs);
        try {
            for (NodeConfig config : configs) {
                useAll(URI.create("http://" + config.http().listen()));
            }
        } finally {
            atOnce(nodes.stream().map(node -> Executors.callable(node::close)).toList());
        }
    }

    private static List<NodeConfig> configs(Path folder) throws IOException, ConfigException {
        List<Integer> ports = freePorts(2 * NODES);
        StringBuilder members = new StringBuilder("cluster_id: training\nmembers:\n");
        for (int i = 0; i < NODES; i++) {
            members.append("  - {id: node%d, raft: \"127.0.0.1:%d\", http: \"127.0.0.1:%d\"}\n"
                    .formatted(i, ports.get(i), ports.get(NODES + i)));
        }
        Path file = Files.writeString(folder.resolve("nodes.yaml"), members);
        List<NodeConfig> configs = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            configs.add(ConfigLoader.load(file, List.of("node_id=node" + i, "data_dir=" + folder.resolve("node" + i))));
        }
        return configs;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static List<Node> start(List<NodeConfig> configs) throws Exception {
        return atOnce(configs.stream()
                .map(config -> (Callable<Node>) () -> Node.start(config, new ProcessEnd()))
                .toList());
    }

    /** Nodes wait for each other, when they start and when they stop. The first that fails ends it. */
    private static <T> List<T> atOnce(List<Callable<T>> steps) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(steps.size());
        try {
            CompletionService<T> ends = new ExecutorCompletionService<>(threads);
            steps.forEach(ends::submit);
            List<T> results = new ArrayList<>();
            while (results.size() < steps.size()) {
                Future<T> end = ends.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (end == null) {
                    throw new ClusterException("the nodes do not start or stop within " + PATIENCE.toSeconds() + " s");
                }
                results.add(end.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private void useAll(URI node) throws Exception {
        URI key = node.resolve("/v1/kv/training");
        use("PUT", key, "some text");
        use("POST", node.resolve("/set"), "{\"key\":\"training\",\"value\":\"some text\"}");
        use("GET", node.resolve("/get?key=training"), "");
        use("GET", key, "");
        use("GET", node.resolve("/v1/kv/training?consistency=stale"), "");
        use("DELETE", node.resolve("/v1/kv/other"), "");
        use("GET", node.resolve("/readyz"), "");
        use("GET", node.resolve("/v1/cluster"), "");
        use("GET", node.resolve("/metrics"), "");
        use("GET", node.resolve("/v1/snapshot"), "");
    }

    /** Asks until it is served: on a slow machine another leader may be elected at any moment. */
    private void use(String method, URI uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .method(method, BodyPublishers.ofString(body))
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!served(request)) {
            if (System.nanoTime() > end) {
                throw new ClusterException(method + " " + uri + " is not served within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(LOOK_AGAIN.toMillis());
        }
    }

    private boolean served(HttpRequest request) throws IOException, InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (HttpTimeoutException e) {
            return false;
        }
    }
}
