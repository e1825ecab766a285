package io.trivet.bench.fault;

import io.trivet.bench.client.Reply;
import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hands the leadership from node to node through the API. */
final class Transfer implements Fault {

    private static final int LONGEST_PAUSE_MILLIS = 800;

    @Override
    public String name() {
        return "transfer";
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.of(Target.LEADER, "over and over", 500, 4000));
    }

    @Override
    public void strike(Injection injection) {
        long start = System.nanoTime();
        int accepted = 0;
        do {
            accepted += transfer(injection) ? 1 : 0;
            injection.hold(Duration.ofMillis(1 + injection.random().nextInt(LONGEST_PAUSE_MILLIS)));
        } while (!injection.stopping()
                && System.nanoTime() - start < injection.lasting().toNanos());
        injection.note(accepted + " transfers accepted");
    }

    private static boolean transfer(Injection injection) {
        Optional<NodeProcess> leader = injection.cluster().leader();
        if (leader.isEmpty()) {
            return false;
        }
        List<NodeProcess> others = injection.cluster().others(leader.get());
        NodeProcess to = others.get(injection.random().nextInt(others.size()));
        Reply reply = leader.get().client().transferLeader(to.id());
        return reply.ok();
    }
}
