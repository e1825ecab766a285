package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three ZooKeeper servers on free loopback ports, to compare with, as their defaults have them: every write is synced. Closing
 * it kills them; so does the end of this JVM. One thread.
 */
public final class ZooKeeperCluster implements AutoCloseable {

    private static final int SERVERS = 3;
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

    /** What ZooKeeper's own start script gives a server. */
    private static final String HEAP = "-Xmx1000m";

    private final ProcessGroup processes = new ProcessGroup("zookeeper");
    private final List<NodeAddress> clientSides = new ArrayList<>();

    private ZooKeeperCluster() {}

    /** Starts the servers in a folder below {@code parent}, emptied before; does not wait until they serve. */
    public static ZooKeeperCluster start(Path parent) {
        ZooKeeperCluster cluster = new ZooKeeperCluster();
        try {
            Path folder = parent.toAbsolutePath().resolve("zookeeper");
            LocalCluster.deleteTree(folder);
            Files.createDirectories(folder);
            cluster.start(folder, LoopbackPorts.members(2 * SERVERS));
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new UncheckedIOException(e);
        }
    }

    /** A server takes three ports: both of one address, and the first of another. */
    private void start(Path folder, List<NodeAddress> addresses) throws IOException {
        StringBuilder servers = new StringBuilder();
        for (int i = 0; i < SERVERS; i++) {
            NodeAddress first = addresses.get(i);
            clientSides.add(first);
            servers.append("server.").append(i + 1).append('=').append(first.raft());
            servers.append(':').append(addresses.get(SERVERS + i).raftPort()).append('\n');
        }
        for (int i = 0; i < SERVERS; i++) {
            NodeAddress self = addresses.get(i);
            Path data = Files.createDirectories(folder.resolve(self.id()));
            Files.writeString(data.resolve("myid"), Integer.toString(i + 1));
            Path config = folder.resolve(self.id() + ".cfg");
            Files.writeString(
                    config,
                    "tickTime=2000\ninitLimit=10\nsyncLimit=5\nadmin.enableServer=false\ndataDir=" + data
                            + "\nclientPortAddress=" + self.host() + "\nclientPort=" + self.httpPort() + "\n"
                            + servers);
            List<String> command = JavaProgram.command(List.of(HEAP), MAIN, List.of(config.toString()));
            processes.start(self.id(), command, folder.resolve(self.id() + ".log"));
        }
    }

    /** Where clients reach the servers, each {@code host:port}. */
    public List<String> endpoints() {
        return clientSides.stream().map(server -> server.http().getAuthority()).toList();
    }

    /** The processes that run, by server. */
    public Map<String, Long> pids() {
        return processes.pids();
    }

    /** Waits until every server takes part in a quorum. */
    public void awaitServing(Duration limit) {
        for (NodeAddress server : clientSides) {
            Poll.until("ZooKeeper's " + server.id() + " serves", limit, () -> serves(server));
        }
    }

    /** By the one command in four letters that a server answers by default. */
    private static boolean serves(NodeAddress server) {
        try (Socket socket = new Socket(server.host(), server.httpPort())) {
            socket.setSoTimeout((int) PROBE.toMillis());
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.contains("Mode: ");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        processes.close();
    }
}
