package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.Node;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * {@code trivet training-run}: three nodes in this process, on free ports of the loopback interface, which form a cluster,
 * answer a few calls and stop. Of no use but to the build, which lets the JVM archive the classes that were loaded
 * (class data sharing, JEP 350): {@code bin/trivet} starts a node from them.
 */
@Command(name = "training-run", hidden = true, description = "For the build: loads the classes that a node uses.")
final class TrainingCommand implements Callable<Integer> {
    private static final int NODES = 3;
    private static final long READY_WITHIN_NANOS = 60_000_000_000L;
    private static final long LOOK_AGAIN_MILLIS = 20;

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
                serve(URI.create("http://" + config.http().listen()));
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

    private static List<Node> start(List<NodeConfig> configs) throws ExecutionException, InterruptedException {
        return atOnce(configs.stream()
                .map(config -> (Callable<Node>) () -> Node.start(config, TrainingCommand::fail))
                .toList());
    }

    private static void fail(String message, @Nullable Throwable cause) {
        throw new IllegalStateException(message, cause);
    }

    /** Nodes wait for each other, when they start and when they stop. */
    private static <T> List<T> atOnce(List<Callable<T>> steps) throws ExecutionException, InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(steps.size());
        try {
            List<Future<T>> results = new ArrayList<>();
            for (Callable<T> step : steps) {
                results.add(executor.submit(step));
            }
            List<T> done = new ArrayList<>();
            for (Future<T> result : results) {
                done.add(result.get());
            }
            return done;
        } finally {
            executor.shutdownNow();
        }
    }

    private void serve(URI node) throws IOException, InterruptedException, ClusterException {
        URI key = node.resolve("/v1/kv/training");
        long end = System.nanoTime() + READY_WITHIN_NANOS;
        while (!served("PUT", key, "some text")) {
            if (System.nanoTime() > end) {
                throw new ClusterException(node + " takes no set");
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        expect("POST", node.resolve("/set"), "{\"key\":\"training\",\"value\":\"some text\"}");
        expect("GET", node.resolve("/get?key=training"), "");
        expect("GET", key, "");
        expect("GET", node.resolve("/v1/kv/training?consistency=stale"), "");
        expect("DELETE", key, "");
        expect("GET", node.resolve("/readyz"), "");
        expect("GET", node.resolve("/v1/cluster"), "");
        expect("GET", node.resolve("/metrics"), "");
        expect("GET", node.resolve("/v1/snapshot"), "");
    }

    private void expect(String method, URI uri, String body)
            throws IOException, InterruptedException, ClusterException {
        if (!served(method, uri, body)) {
            throw new ClusterException(method + " " + uri + " was not served");
        }
    }

    private boolean served(String method, URI uri, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofByteArray()).statusCode() / 100 == 2;
    }
}
