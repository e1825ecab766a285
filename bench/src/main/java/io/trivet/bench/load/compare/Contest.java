package io.trivet.bench.load.compare;

import io.trivet.bench.load.generator.Mix;
import java.util.List;
import java.util.Locale;

/**
 * What the systems are compared in.
 *
 * @param workload its name
 * @param clients how many
 */
record Contest(String workload, int clients) {

    private static final String STALE = "stale";

    /** All there are; {@code stale} is gets of what a member has. */
    static final List<String> WORKLOADS = List.of("set", "get", "mixed", "cas", STALE);

    Mix mix() {
        return isStale() ? Mix.GET : Mix.valueOf(workload.toUpperCase(Locale.ROOT));
    }

    boolean linearizable() {
        return !isStale();
    }

    /** Whether a server that answers a constant shows what is possible at most. */
    boolean reads() {
        return mix() == Mix.GET;
    }

    private boolean isStale() {
        return workload.equals(STALE);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %d client%s", workload, clients, clients == 1 ? "" : "s");
    }
}
