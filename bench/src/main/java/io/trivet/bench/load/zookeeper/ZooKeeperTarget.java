package io.trivet.bench.load.zookeeper;

import io.trivet.bench.cluster.ZooKeeperCluster;
import io.trivet.bench.load.generator.Connector;
import io.trivet.bench.load.generator.Shared;
import io.trivet.bench.load.system.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.zookeeper.ZooKeeper;

/** Three ZooKeeper servers of its own on this machine. The clients of a server share one session, as it pipelines their calls. */
public final class ZooKeeperTarget implements Target {

    private static final Duration START = Duration.ofSeconds(60);
    private static final int SESSION_MILLIS = 20_000;
    private static final int CLOSE_MILLIS = 1_000;

    private final ZooKeeperCluster cluster;
    private final Shared<String, ZooKeeper> sessions =
            new Shared<>(ZooKeeperTarget::open, ZooKeeperTarget::closeSession);

    private ZooKeeperTarget(ZooKeeperCluster cluster) {
        this.cluster = cluster;
    }

    /** Starts the servers in a folder below {@code parent}; does not wait until they serve. */
    public static ZooKeeperTarget start(Path parent) {
        return new ZooKeeperTarget(ZooKeeperCluster.start(parent));
    }

    @Override
    public String name() {
        return "zookeeper";
    }

    @Override
    public Map<String, Connector> interfaces(boolean linearizable) {
        return Map.of("native", (loop, client) -> {
            String server = cluster.endpoints().get(client % cluster.endpoints().size());
            return new ZooKeeperConnection(
                    loop, sessions.acquire(server), linearizable, () -> sessions.release(server));
        });
    }

    private static ZooKeeper open(String server) {
        try {
            return new ZooKeeper(server, SESSION_MILLIS, event -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeSession(ZooKeeper session) {
        try {
            session.close(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Map<String, Long> processes() {
        return cluster.pids();
    }

    @Override
    public void awaitReady() {
        cluster.awaitServing(START);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
