package io.trivet.bench.fault;

import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.List;

/** One node is cut off and joined again, over and over. */
final class Flap extends LinkFault {

    private static final int LONGEST_CUT_MILLIS = 1500;
    private static final int LONGEST_JOIN_MILLIS = 700;

    @Override
    public String name() {
        return "flap";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.LEADER, 2000, 6000), Variant.of(Target.FOLLOWER, 2000, 6000));
    }

    @Override
    public void strike(Injection injection) {
        NodeProcess node = injection.choose();
        long start = System.nanoTime();
        while (!injection.stopping()
                && System.nanoTime() - start < injection.lasting().toNanos()) {
            during(lose(injection, node), injection, upTo(LONGEST_CUT_MILLIS, injection));
            injection.hold(upTo(LONGEST_JOIN_MILLIS, injection));
        }
    }

    @Override
    Links.Loss lose(Injection injection, NodeProcess target) {
        return injection.links().isolate(target);
    }

    private static Duration upTo(int millis, Injection injection) {
        return Duration.ofMillis(1 + injection.random().nextInt(millis));
    }
}
