package io.trivet.bench.fault;

import io.trivet.bench.cluster.NodeProcess;
import java.util.List;

/** SIGSTOP and SIGCONT of one node, for less and for more than the election timeout of one second. */
final class Pause implements Fault {

    @Override
    public String name() {
        return "pause";
    }

    @Override
    public List<Variant> variants() {
        return List.of(
                Variant.of(Target.LEADER, "shortly", 100, 800),
                Variant.of(Target.LEADER, "for an election", 1500, 5000),
                Variant.of(Target.FOLLOWER, "shortly", 100, 800),
                Variant.of(Target.FOLLOWER, "for an election", 1500, 5000));
    }

    @Override
    public void strike(Injection injection) {
        List<NodeProcess> nodes = injection.take();
        nodes.forEach(NodeProcess::pause);
        injection.hold();
        nodes.forEach(NodeProcess::resume);
    }
}
