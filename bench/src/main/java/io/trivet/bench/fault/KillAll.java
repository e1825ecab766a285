package io.trivet.bench.fault;

import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.List;

/** SIGKILL of every node at once. */
final class KillAll implements Fault {

    private static final Duration START = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "kill-all";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.ALL, 100, 1500));
    }

    @Override
    public Duration mending() {
        return START;
    }

    @Override
    public void strike(Injection injection) {
        List<NodeProcess> nodes = injection.take();
        nodes.parallelStream().forEach(NodeProcess::kill9);
        injection.hold();
        nodes.forEach(node -> injection.bringBack(node, Injection.KILLED));
    }
}
