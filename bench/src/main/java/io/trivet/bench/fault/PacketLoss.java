package io.trivet.bench.fault;

import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.NodeProcess;
import java.util.List;

/** Packets from and to one node are lost at random. */
final class PacketLoss extends LinkFault {

    @Override
    public String name() {
        return "loss";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.LEADER, 1000, 4000), Variant.of(Target.FOLLOWER, 1000, 4000));
    }

    @Override
    Links.Loss lose(Injection injection, NodeProcess target) {
        int percent = 10 + injection.random().nextInt(41);
        injection.note(percent + " % lost");
        return injection.links().lossy(target, percent);
    }
}
