package io.trivet.bench.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What cluster to start.
 *
 * @param name the name of its folder and its cluster id
 * @param nodes how many nodes
 * @param heap the JVM's {@code -Xmx} of each node, such as {@code 256m}
 * @param settings further configuration by path, such as {@code raft.snapshot_interval} to {@code 1s}
 */
public record ClusterSpec(String name, int nodes, String heap, Map<String, String> settings) {

    /** A cluster with an election timeout of one second and a heap of 256 MiB a node. */
    public static ClusterSpec of(String name, int nodes) {
        return new ClusterSpec(name, nodes, "256m", Map.of("raft.election_timeout", "1s"));
    }

    /** The same cluster with one more setting of the form {@code section.key}. */
    public ClusterSpec with(String path, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(path, value);
        return new ClusterSpec(name, nodes, heap, Map.copyOf(more));
    }
}
