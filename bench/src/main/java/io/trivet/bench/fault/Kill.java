package io.trivet.bench.fault;

import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.List;

/** SIGKILL of one or two nodes, which are started again. */
final class Kill implements Fault {

    private static final Duration START = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public List<Variant> variants() {
        return List.of(
                Variant.of(Target.LEADER, 100, 3000),
                Variant.of(Target.FOLLOWER, 100, 3000),
                Variant.of(Target.TWO, 100, 2000));
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
