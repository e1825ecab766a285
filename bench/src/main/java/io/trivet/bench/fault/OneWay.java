package io.trivet.bench.fault;

import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.NodeProcess;
import java.util.List;

/** One node hears nothing of the others, or they hear nothing of it. */
final class OneWay extends LinkFault {

    private static final String DEAF = "hears nothing";
    private static final String MUTE = "is not heard";

    @Override
    public String name() {
        return "one-way";
    }

    @Override
    public List<Variant> variants() {
        return List.of(
                Variant.of(Target.LEADER, DEAF, 1000, 5000),
                Variant.of(Target.LEADER, MUTE, 1000, 5000),
                Variant.of(Target.FOLLOWER, DEAF, 1000, 5000),
                Variant.of(Target.FOLLOWER, MUTE, 1000, 5000));
    }

    @Override
    Links.Loss lose(Injection injection, NodeProcess target) {
        List<NodeProcess> node = List.of(target);
        List<NodeProcess> others = injection.cluster().others(target);
        boolean deaf = injection.variant().detail().equals(DEAF);
        return injection.links().cut(deaf ? others : node, deaf ? node : others);
    }
}
