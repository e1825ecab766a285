package io.trivet.bench.fault;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.Disk;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Own;
import io.trivet.bench.cluster.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The file system of one node has no room left, while it runs or when it starts. The node may end with the exit code of
 * failed storage, and must not say that it has written what it has not.
 */
final class DiskFull implements Fault {

    private static final String STARTING = "at its start";
    private static final int STORAGE_FAILED = 6;
    private static final Duration START = Duration.ofSeconds(3);

    /** A node that fails answers what is under way for half a second more, then it ends. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final Duration READY = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public List<Variant> variants() {
        return List.of(
                Variant.of(Target.LEADER, 2000, 5000),
                Variant.of(Target.FOLLOWER, 2000, 5000),
                Variant.of(Target.LEADER, STARTING, 2000, 5000),
                Variant.of(Target.FOLLOWER, STARTING, 2000, 5000));
    }

    @Override
    public ClusterSpec prepare(ClusterSpec spec) {
        return spec.withOwn(Own.DISK);
    }

    @Override
    public Optional<String> missing() {
        return Own.DISK.missing();
    }

    @Override
    public Duration mending() {
        return START;
    }

    @Override
    public boolean takesData() {
        return true;
    }

    @Override
    public void strike(Injection injection) {
        NodeProcess node = injection.takeWithData();
        Disk disk = node.disk().orElseThrow();
        boolean starting = injection.variant().detail().equals(STARTING);
        if (starting) {
            node.kill9();
        }
        disk.fill();
        try {
            if (starting) {
                node.start();
            }
            injection.hold();
        } finally {
            disk.free();
        }
        Poll.pause(LAST_WORDS);
        injection.note(
                node.exitStatus().isEmpty()
                        ? "ran on"
                        : "ended with exit code " + node.exitStatus().getAsInt());
        injection.bringBack(node, STORAGE_FAILED);
        Poll.until(
                node + " is ready with room again",
                READY,
                () -> node.exitStatus().isPresent() || node.client().ready());
        injection.bringBack(node, STORAGE_FAILED);
        injection.restored(node);
    }
}
