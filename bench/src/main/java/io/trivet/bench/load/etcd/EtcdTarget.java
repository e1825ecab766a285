package io.trivet.bench.load.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.trivet.bench.client.KvClient;
import io.trivet.bench.cluster.EtcdCluster;
import io.trivet.bench.load.generator.Connection;
import io.trivet.bench.load.generator.Connector;
import io.trivet.bench.load.generator.Shared;
import io.trivet.bench.load.system.Target;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Three etcd members of its own on this machine, as they are by default. By gRPC the clients of a member share one HTTP/2
 * connection, which costs both sides least; the JSON gateway gets a connection for each client.
 */
public final class EtcdTarget implements Target {

    private static final Duration START = Duration.ofSeconds(60);

    private final EtcdCluster cluster;
    private final ExecutorService probes;
    private final Shared<Route, ManagedChannel> channels = new Shared<>(Route::open, ManagedChannel::shutdownNow);

    private EtcdTarget(EtcdCluster cluster, ExecutorService probes) {
        this.cluster = cluster;
        this.probes = probes;
    }

    /** Starts the members in a folder below {@code parent}; does not wait until they serve. */
    public static EtcdTarget start(Path parent) {
        ExecutorService probes = Executors.newSingleThreadExecutor();
        EtcdCluster cluster = EtcdCluster.layOut(parent, "etcd", KvClient.httpClient(probes));
        cluster.startAll();
        return new EtcdTarget(cluster, probes);
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public Map<String, Connector> interfaces(boolean linearizable) {
        return Map.of(
                "gRPC", (loop, client) -> grpc(new Route(loop, member(client)), linearizable),
                "JSON", (loop, client) -> new EtcdGateway(loop, member(client), linearizable));
    }

    private Connection grpc(Route route, boolean linearizable) {
        return new EtcdGrpc(channels.acquire(route), linearizable, () -> channels.release(route));
    }

    private URI member(int client) {
        return cluster.endpoints().get(client % cluster.size());
    }

    @Override
    public Map<String, Long> processes() {
        return cluster.pids();
    }

    @Override
    public void awaitReady() {
        cluster.awaitHealthy(START);
    }

    @Override
    public void close() {
        cluster.close();
        probes.shutdownNow();
    }

    /** Where a channel leads, and which thread serves it. */
    private record Route(EventLoop loop, URI member) {

        ManagedChannel open() {
            return NettyChannelBuilder.forAddress(member.getHost(), member.getPort())
                    .usePlaintext()
                    .eventLoopGroup(loop)
                    .channelType(EpollSocketChannel.class)
                    .directExecutor()
                    .build();
        }
    }
}
