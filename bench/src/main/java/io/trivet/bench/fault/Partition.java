package io.trivet.bench.fault;

import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.NodeProcess;
import java.util.List;

/** Cuts one node off from all others. */
final class Partition extends LinkFault {

    @Override
    public String name() {
        return "partition";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.LEADER, 500, 6000), Variant.of(Target.FOLLOWER, 500, 6000));
    }

    @Override
    Links.Loss lose(Injection injection, NodeProcess target) {
        return injection.links().isolate(target);
    }
}
