package io.trivet.bench.fault;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.List;

/**
 * A node is away until the others have cut the log that it lacks, so that it receives a snapshot. All nodes take
 * snapshots every hundred entries, which makes this likely also after every other fault.
 */
final class SnapshotInstall implements Fault {

    private static final String ENTRIES = "100";
    private static final String SAVED = "saved a snapshot";
    private static final String LOADED = "loaded the snapshot";
    private static final int SNAPSHOTS = 3;
    private static final Duration READY = Duration.ofSeconds(15);
    private static final Duration START = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.LEADER, 6000, 9000), Variant.of(Target.FOLLOWER, 6000, 9000));
    }

    @Override
    public ClusterSpec prepare(ClusterSpec spec) {
        return spec.with("raft.snapshot_log_entries", ENTRIES);
    }

    @Override
    public Duration mending() {
        return START;
    }

    @Override
    public void strike(Injection injection) {
        NodeProcess node = injection.take().get(0);
        List<NodeProcess> others = injection.cluster().others(node);
        long before = saved(others);
        long loaded = count(node, LOADED);
        node.kill9();
        injection.hold(injection.lasting(), () -> saved(others) - before >= SNAPSHOTS);
        injection.note("the others took at least " + (saved(others) - before) + " snapshots each");
        injection.bringBack(node, Injection.KILLED);
        injection.hold(READY, () -> node.client().ready());
        injection.note(count(node, LOADED) > loaded ? "one was installed" : "the log sufficed so far");
    }

    /** How many snapshots every one of the nodes has taken. */
    private static long saved(List<NodeProcess> nodes) {
        return nodes.stream().mapToLong(node -> count(node, SAVED)).min().orElse(0);
    }

    private static long count(NodeProcess node, String line) {
        return node.logLines().stream().filter(text -> text.contains(line)).count();
    }
}
