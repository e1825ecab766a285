package io.trivet.bench.torture;

import io.trivet.bench.client.ClusterView;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks every node again and again whom it takes for the leader. Each node has a thread of its own, so that one which does
 * not answer delays no other. A leader that is cut off may believe in itself beside its successor, of a higher term.
 */
final class LeaderWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /**
     * A time in which a node called itself the leader.
     *
     * @param start first answer that said so, of {@link System#nanoTime()}
     * @param end last one
     */
    record Reign(String node, long term, long start, long end) {}

    private final Map<String, Reign> current = new HashMap<>();
    private final List<Reign> ended = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    LeaderWatch(LocalCluster cluster) {
        for (NodeProcess node : cluster.nodes()) {
            Thread thread = new Thread(() -> watch(node), "leader-watch-" + node);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void watch(NodeProcess node) {
        while (!closed) {
            Optional<ClusterView> view = node.responsive() ? node.client().cluster() : Optional.empty();
            saw(node.id(), view.filter(cluster -> cluster.isLedBy(node.id())).map(ClusterView::term));
            Poll.pause(INTERVAL);
        }
    }

    private synchronized void saw(String node, Optional<Long> term) {
        long now = System.nanoTime();
        Reign before = current.get(node);
        if (before != null && term.isPresent() && term.get() == before.term()) {
            current.put(node, new Reign(node, before.term(), before.start(), now));
            return;
        }
        if (before != null) {
            ended.add(before);
            current.remove(node);
        }
        term.ifPresent(value -> current.put(node, new Reign(node, value, now, now)));
    }

    /** Those who reign now, in words. */
    synchronized String now() {
        return current.isEmpty() ? "no leader" : "leader " + String.join(" and ", current.keySet());
    }

    /** All reigns so far. */
    synchronized List<Reign> reigns() {
        List<Reign> all = new ArrayList<>(ended);
        all.addAll(current.values());
        return all;
    }

    @Override
    public void close() {
        closed = true;
    }
}
