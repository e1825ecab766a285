package io.trivet.bench.load.system;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.load.generator.Connector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Three nodes of its own on this machine, as they are shipped. */
public final class TrivetCluster implements Target {

    private static final int NODES = 3;
    private static final Duration START = Duration.ofSeconds(60);

    private final LocalCluster cluster;
    private final TrivetEndpoints endpoints;

    private TrivetCluster(LocalCluster cluster) {
        this.cluster = cluster;
        this.endpoints = new TrivetEndpoints(
                cluster.nodes().stream().map(NodeProcess::http).toList());
    }

    /**
     * Starts the nodes and waits until all are ready. {@code TRIVET_JAVA_OPTS} reaches them.
     *
     * @param parent the folder in which they get theirs
     */
    public static TrivetCluster start(Path parent) {
        ClusterSpec spec = ClusterSpec.asShipped("trivet", NODES);
        String more = System.getenv("TRIVET_JAVA_OPTS");
        LocalCluster cluster = LocalCluster.start(parent, more == null ? spec : spec.withJavaOptions(more));
        try {
            cluster.awaitReady(START);
            return new TrivetCluster(cluster);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return endpoints.name();
    }

    @Override
    public Map<String, Connector> interfaces(boolean linearizable) {
        return endpoints.interfaces(linearizable);
    }

    @Override
    public Map<String, Long> processes() {
        Map<String, Long> processes = new LinkedHashMap<>();
        cluster.nodes().forEach(node -> processes.put(node.id(), node.pid()));
        return processes;
    }

    @Override
    public void awaitReady() {
        cluster.awaitReady(START);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
