package io.trivet.bench.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What cluster to start.
 *
 * @param name the name of its folder and its cluster id
 * @param nodes how many nodes
 * @param javaOptions what each node gets as {@code TRIVET_JAVA_OPTS}
 * @param settings further configuration by path, such as {@code raft.snapshot_interval} to {@code 1s}
 */
public record ClusterSpec(String name, int nodes, String javaOptions, Map<String, String> settings) {

    private static final String SMALL_HEAP = "-Xmx256m";
    private static final String QUICK_START = " -XX:TieredStopAtLevel=1";

    /**
     * A cluster with an election timeout of one second and a heap of 256 MiB a node. Its nodes live for seconds: their
     * JVMs compile quickly rather than well, and they look often whether they are ready.
     */
    public static ClusterSpec of(String name, int nodes) {
        return new ClusterSpec(
                name,
                nodes,
                SMALL_HEAP + QUICK_START,
                Map.of("raft.election_timeout", "1s", "raft.freshness_probe_interval", "200ms"));
    }

    /** The same cluster with JVMs that compile as they do in production. */
    public ClusterSpec longLived() {
        return new ClusterSpec(name, nodes, SMALL_HEAP, settings);
    }

    /** The same cluster with one more setting of the form {@code section.key}. */
    public ClusterSpec with(String path, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(path, value);
        return new ClusterSpec(name, nodes, javaOptions, Map.copyOf(more));
    }
}
