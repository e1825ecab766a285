package io.trivet.bench.fault;

import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import java.time.Duration;
import java.util.List;

/** SIGTERM of one node after the other, each started again and waited for, as an operator does it. */
final class RollingRestart implements Fault {

    private static final int TERMINATED = 143;
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration ALL_NODES = Duration.ofSeconds(9);

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.ALL, "one by one", 0, 0));
    }

    @Override
    public Duration mending() {
        return ALL_NODES;
    }

    @Override
    public void strike(Injection injection) {
        for (NodeProcess node : injection.take()) {
            node.terminate();
            if (node.awaitExit(STOP).isEmpty()) {
                injection.violation(node, "has not ended within " + STOP.toSeconds() + " s after SIGTERM");
                node.kill9();
                injection.bringBack(node, Injection.KILLED);
            } else {
                injection.bringBack(node, TERMINATED);
            }
            Poll.until(
                    node + " is ready again",
                    READY,
                    () -> node.alive() && node.client().ready());
            injection.release(node);
        }
    }
}
