package io.trivet.bench.fault;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One, two or all nodes lose power at the same moment, and with it what they had not synced: {@link DurableData}. */
final class PowerLoss implements Fault {

    private static final Duration START = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "power-loss";
    }

    @Override
    public List<Variant> variants() {
        return List.of(
                Variant.of(Target.LEADER, 100, 3000),
                Variant.of(Target.FOLLOWER, 100, 3000),
                Variant.of(Target.TWO, 100, 2000),
                Variant.of(Target.ALL, 100, 1500));
    }

    @Override
    public ClusterSpec prepare(ClusterSpec spec) {
        return spec.withPreload(new DurableData());
    }

    @Override
    public Optional<String> missing() {
        return DurableData.missing();
    }

    @Override
    public Duration mending() {
        return START;
    }

    @Override
    public void strike(Injection injection) {
        List<NodeProcess> nodes = injection.take();
        nodes.parallelStream().forEach(NodeProcess::kill9);
        nodes.forEach(node -> DurableData.losePower(node.dataDir()));
        injection.hold();
        nodes.forEach(node -> injection.bringBack(node, Injection.KILLED));
    }
}
