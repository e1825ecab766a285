package io.trivet.server;

import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A cluster of one in this process, with a data folder of the test's. */
final class TestNode implements AutoCloseable {
    private final Path config;
    private final NodeConfig nodeConfig;
    private final AtomicReference<String> fatal = new AtomicReference<>();
    private Node node;

    /** @param overrides as for {@code --set} */
    TestNode(Path folder, String... overrides) throws Exception {
        Files.createDirectories(folder);
        List<Integer> ports = freePorts(2);
        int http = ports.get(0);
        int raft = ports.get(1);
        config = folder.resolve("node.yaml");
        Files.writeString(config, """
                node_id: solo
                cluster_id: test
                data_dir: %s
                members:
                  - {id: solo, raft: "127.0.0.1:%d", http: "127.0.0.1:%d"}
                raft:
                  election_timeout: 200ms
                  freshness_probe_interval: 100ms
                """.formatted(folder.resolve("data"), raft, http));
        nodeConfig = ConfigLoader.load(config, new ArrayList<>(List.of(overrides)));
        start();
    }

    void start() throws Exception {
        node = Node.start(nodeConfig, (message, cause) -> fatal.set(message));
    }

    /** Starts without waiting, and as it would after a stop. */
    void restart() throws Exception {
        node.close();
        start();
    }

    /** Starts from the files as they were before the stop, which is what a crash would have left. */
    void crashAndRestart() throws Exception {
        Path data = nodeConfig.dataDir();
        Path image = crashImage();
        node.close();
        deleteTree(data);
        Files.move(image, data);
        start();
    }

    /** Copies the files as they are, which is what a kill -9 would leave, to a folder beside the node's. */
    Path crashImage() throws IOException {
        Path image = nodeConfig.dataDir().resolveSibling("image");
        copyTree(nodeConfig.dataDir(), image);
        return image;
    }

    /** The file that the node was configured from. */
    Path configFile() {
        return config;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Why the node would have ended its process, null when it would not. */
    String fatal() {
        return fatal.get();
    }

    /** Stops a node that would have ended its process. */
    void abandon() {
        node.close();
    }

    NodeConfig config() {
        return nodeConfig;
    }

    int port() {
        return nodeConfig.http().listen().port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Blocks until the node serves linearizable reads. */
    void awaitReady() throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (RawHttp.status(port(), "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") != 200) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the node is not ready after 30 s");
            }
            Thread.sleep(10);
        }
    }

    static int freePort() {
        return freePorts(1).get(0);
    }

    /** Ports that differ: one that was given back may be had again at once. */
    static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        node.close();
        if (fatal.get() != null) {
            throw new AssertionError("the node would have ended itself: " + fatal.get());
        }
    }
}
