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
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A cluster of one in this process, with a data folder of the test's. */
final class TestNode implements AutoCloseable {
    private final Path config;
    private final NodeConfig nodeConfig;
    private final AtomicReference<String> fatal = new AtomicReference<>();
    private Node node;

    /** @param overrides as for {@code --set} */
    TestNode(Path folder, String... overrides) throws Exception {
        Files.createDirectories(folder);
        int http = freePort();
        int raft = freePort();
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
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
