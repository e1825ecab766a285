package io.trivet.bench.fault;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Own;
import java.time.Duration;
import java.util.Optional;

/** A fault of the links between the nodes; their processes go on. */
abstract class LinkFault implements Fault {

    @Override
    public final ClusterSpec prepare(ClusterSpec spec) {
        return spec.withOwn(Own.NETWORK);
    }

    @Override
    public final Optional<String> missing() {
        return Own.NETWORK.missing();
    }

    @Override
    public void strike(Injection injection) {
        during(lose(injection, injection.choose()), injection, injection.lasting());
    }

    /** Makes the links of the target lose what they shall lose. */
    abstract Links.Loss lose(Injection injection, NodeProcess target);

    /** Lets a loss last for some time. */
    static void during(Links.Loss loss, Injection injection, Duration time) {
        try {
            injection.hold(time);
        } finally {
            loss.heal();
        }
    }
}
