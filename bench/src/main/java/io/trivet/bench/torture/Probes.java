package io.trivet.bench.torture;

import io.trivet.bench.torture.Step.Kind;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * The endless steps of probes: short calls to one node, one after the other. Those that write tell when a node serves; those
 * that read what the others write would show for how long a node serves what is no longer true.
 */
final class Probes {

    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private Probes() {}

    /** Writes through a node, always to the same key. */
    static Iterator<Step> writes(int node) {
        return LongStream.iterate(1, taken -> taken + 1)
                .mapToObj(taken -> new Step(Kind.PUT, key(node), node, Long.toString(taken), TIMEOUT))
                .iterator();
    }

    /** Reads through a node what is written through each, in turn. */
    static Iterator<Step> reads(int node, int nodes) {
        return LongStream.iterate(0, taken -> taken + 1)
                .mapToObj(taken -> new Step(Kind.GET, key(taken % nodes), node, "", TIMEOUT))
                .iterator();
    }

    private static String key(long node) {
        return "probe/" + node;
    }
}
