package io.trivet.bench.measure;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long calls took. Any thread may add; the rest is for when all calls have ended. */
final class Latencies {

    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();

    void add(long tookNanos) {
        nanos.add(tookNanos);
    }

    void add(Latencies others) {
        nanos.addAll(others.nanos);
    }

    int count() {
        return nanos.size();
    }

    /**
     * The time that a share of the calls did not exceed.
     *
     * @param share above 0, 1 for the longest
     * @return milliseconds
     */
    double millis(double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("no call was measured");
        }
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
