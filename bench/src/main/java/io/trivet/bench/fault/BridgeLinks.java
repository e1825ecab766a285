package io.trivet.bench.fault;

import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.NodeProcess;
import java.util.List;

/** Two halves that have one node in common. */
final class BridgeLinks extends LinkFault {

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.LEADER, 1000, 5000), Variant.of(Target.FOLLOWER, 1000, 5000));
    }

    @Override
    Links.Loss lose(Injection injection, NodeProcess target) {
        return injection.links().bridge(target);
    }
}
