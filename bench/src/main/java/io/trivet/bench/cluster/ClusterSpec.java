package io.trivet.bench.cluster;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What cluster to start.
 *
 * @param name the name of its folder and its cluster id
 * @param nodes how many nodes
 * @param javaOptions what each node gets as {@code TRIVET_JAVA_OPTS}
 * @param settings further configuration by path, such as {@code raft.snapshot_interval} to {@code 1s}
 * @param own what each node gets of its own; what the machine does not permit the nodes share
 * @param preloads libraries that each node loads, the first before the others
 */
public record ClusterSpec(
        String name,
        int nodes,
        String javaOptions,
        Map<String, String> settings,
        Set<Own> own,
        List<Preload> preloads) {

    private static final String SMALL_HEAP = "-Xmx256m";
    private static final String QUICK_START = " -XX:TieredStopAtLevel=1";

    /**
     * A cluster on the loopback interface with an election timeout of one second and a heap of 256 MiB a node. Its nodes
     * live for seconds: their JVMs compile quickly rather than well, and they look often whether they are ready.
     */
    public static ClusterSpec of(String name, int nodes) {
        return new ClusterSpec(
                name,
                nodes,
                SMALL_HEAP + QUICK_START,
                Map.of("raft.election_timeout", "1s", "raft.freshness_probe_interval", "200ms"),
                Set.of(),
                List.of());
    }

    /** A cluster on the loopback interface whose nodes run as they are shipped, by the defaults of {@code bin/trivet}. */
    public static ClusterSpec asShipped(String name, int nodes) {
        return new ClusterSpec(name, nodes, "", Map.of(), Set.of(), List.of());
    }

    /** The same cluster with JVMs that compile as they do in production. */
    public ClusterSpec longLived() {
        return new ClusterSpec(name, nodes, SMALL_HEAP, settings, own, preloads);
    }

    /** The same cluster with further options for its JVMs. */
    public ClusterSpec withJavaOptions(String more) {
        return new ClusterSpec(name, nodes, javaOptions + " " + more, settings, own, preloads);
    }

    /** The same cluster with one more setting of the form {@code section.key}. */
    public ClusterSpec with(String path, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(path, value);
        return new ClusterSpec(name, nodes, javaOptions, Map.copyOf(more), own, preloads);
    }

    /** The same cluster with one more thing that each node has of its own. */
    public ClusterSpec withOwn(Own one) {
        Set<Own> more = EnumSet.of(one);
        more.addAll(own);
        return new ClusterSpec(name, nodes, javaOptions, settings, Set.copyOf(more), preloads);
    }

    /** Whether each node gets this of its own: it was asked for, and the machine permits it. */
    boolean gives(Own one) {
        return own.contains(one) && one.missing().isEmpty();
    }

    /** The same cluster with one more library, which stands before the others. */
    public ClusterSpec withPreload(Preload preload) {
        List<Preload> more = new ArrayList<>(List.of(preload));
        more.addAll(preloads);
        return new ClusterSpec(name, nodes, javaOptions, settings, own, List.copyOf(more));
    }
}
