package io.trivet.bench.workload;

import java.time.Duration;

/**
 * What load to make.
 *
 * @param clients how many clients, each with one call at a time
 * @param hotKeys keys that half of all calls go to
 * @param coldKeys keys that the other half goes to
 * @param shortest the shortest timeout of a call
 * @param longest the longest timeout of a call
 * @param thinkTime the pause of a client after each call
 */
public record WorkloadSpec(
        int clients, int hotKeys, int coldKeys, Duration shortest, Duration longest, Duration thinkTime) {

    /** Eight clients on four hot keys and four hundred cold ones. */
    public static final WorkloadSpec MIXED =
            new WorkloadSpec(8, 4, 400, Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofMillis(1));

    /** The same load with another number of clients. */
    public WorkloadSpec withClients(int number) {
        return new WorkloadSpec(number, hotKeys, coldKeys, shortest, longest, thinkTime);
    }

    String key(int number) {
        return number < hotKeys ? "hot/" + number : "cold/" + (number - hotKeys);
    }

    int keys() {
        return hotKeys + coldKeys;
    }
}
