package io.trivet.bench.torture;

import io.trivet.bench.torture.Step.Kind;
import java.time.Duration;
import java.util.Iterator;

/** The endless writes of a probe, which tell when a node serves: short calls to one node, one after the other. */
final class ProbeSteps implements Iterator<Step> {

    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private final int node;
    private long taken;

    /** @param node the number of the node */
    ProbeSteps(int node) {
        this.node = node;
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Step next() {
        taken++;
        return new Step(Kind.PUT, "probe/" + node, node, Long.toString(taken), TIMEOUT);
    }
}
