package io.trivet.bench.fault;

import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.cluster.Tool;
import java.time.Duration;

/** A fault that takes its data from a node, which is then replaced by the documented way. */
abstract class DataFault implements Fault {

    private static final Duration COMMAND = Duration.ofSeconds(30);
    private static final Duration ACCEPTED = Duration.ofSeconds(60);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(60);
    private static final Duration MENDING = Duration.ofSeconds(9);

    @Override
    public final Duration mending() {
        return MENDING;
    }

    @Override
    public final boolean takesData() {
        return true;
    }

    /**
     * What docs/operations.md says of a node that lost its disk: {@code bin/trivet member replace}, then start it. The
     * command is repeated, as an operator would, while other faults leave the cluster no majority.
     */
    static void replace(Injection injection, NodeProcess node) {
        node.destroyData();
        Poll.until(node + " is replaced", ACCEPTED, () -> replaced(injection, node));
        node.start();
        try {
            Poll.until(
                    node + " has caught up",
                    CAUGHT_UP,
                    () -> node.alive() && node.client().ready());
            injection.restored(node);
        } catch (IllegalStateException e) {
            injection.violation(node, "has not caught up after it was replaced");
        }
    }

    private static boolean replaced(Injection injection, NodeProcess node) {
        NodeProcess other = injection.cluster().leader().orElse(node);
        return other != node
                && Tool.project(
                                        COMMAND,
                                        "bin/trivet",
                                        "member",
                                        "replace",
                                        node.id(),
                                        "--raft",
                                        node.raft(),
                                        "--http",
                                        node.http().getAuthority(),
                                        "--endpoint",
                                        other.http().toString(),
                                        "--wait",
                                        "0")
                                .exitCode()
                        == 0;
    }
}
