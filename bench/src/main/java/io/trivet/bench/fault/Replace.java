package io.trivet.bench.fault;

import io.trivet.bench.cluster.NodeProcess;
import java.util.List;

/** SIGKILL of a node and the loss of its data folder. */
final class Replace extends DataFault {

    @Override
    public String name() {
        return "replace";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.LEADER, 0, 3000), Variant.of(Target.FOLLOWER, 0, 3000));
    }

    @Override
    public void strike(Injection injection) {
        NodeProcess node = injection.takeWithData();
        node.kill9();
        injection.hold();
        replace(injection, node);
    }
}
