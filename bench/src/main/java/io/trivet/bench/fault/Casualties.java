package io.trivet.bench.fault;

import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Which nodes are in the hands of which fault. Two rules stand here and nowhere else: a process is broken by one fault
 * at a time, and at any time at most a minority of the nodes is without what it acknowledged. Faults of links and
 * clocks need no leave. Safe for use by many threads.
 */
final class Casualties {

    private final LocalCluster cluster;
    private final Set<NodeProcess> taken = new LinkedHashSet<>();
    private final Set<NodeProcess> withoutData = new LinkedHashSet<>();

    Casualties(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /** Nodes of the target that no fault holds; they are held from now on. May be fewer than the target asks for. */
    List<NodeProcess> take(Target target, Random random) {
        Optional<NodeProcess> leader = cluster.leader();
        synchronized (this) {
            List<NodeProcess> free = cluster.nodes().stream()
                    .filter(node -> !taken.contains(node))
                    .toList();
            List<NodeProcess> found = choose(target, free, leader, random);
            taken.addAll(found);
            return found;
        }
    }

    /** Nodes of the target, whoever holds them. */
    List<NodeProcess> choose(Target target, Random random) {
        return choose(target, cluster.nodes(), cluster.leader(), random);
    }

    /** Any node will do as the leader where there is none at the moment. */
    private static List<NodeProcess> choose(
            Target target, List<NodeProcess> from, Optional<NodeProcess> leader, Random random) {
        List<NodeProcess> nodes = new ArrayList<>(from);
        Collections.shuffle(nodes, random);
        return switch (target) {
            case LEADER ->
                nodes.stream()
                        .filter(node -> leader.isEmpty() || leader.get() == node)
                        .limit(1)
                        .toList();
            case FOLLOWER ->
                nodes.stream()
                        .filter(node -> leader.isEmpty() || leader.get() != node)
                        .limit(1)
                        .toList();
            case TWO -> nodes.subList(0, Math.min(2, nodes.size()));
            case ALL -> nodes;
        };
    }

    /** True when the node may lose its data now; then it counts as without it until it is {@link #restored}. */
    synchronized boolean mayLoseData(NodeProcess node) {
        int minority = (cluster.nodes().size() - 1) / 2;
        return withoutData.contains(node) || (withoutData.size() < minority && withoutData.add(node));
    }

    /** The node has all data again. */
    synchronized void restored(NodeProcess node) {
        withoutData.remove(node);
    }

    synchronized void release(List<NodeProcess> nodes) {
        nodes.forEach(taken::remove);
    }

    /** Holds the node if no fault does and it has ended. */
    synchronized boolean takeIfDead(NodeProcess node) {
        return node.exitStatus().isPresent() && taken.add(node);
    }
}
