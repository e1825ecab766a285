package io.trivet.bench.torture;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** When a cluster served: answered a write, or a read that had to be linearizable, with success. */
final class Availability {

    private final long[] starts;
    private final long[] ends;

    Availability(Collection<Operation> operations) {
        Operation[] served = operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK && !operation.stale())
                .toArray(Operation[]::new);
        starts = Arrays.stream(served).mapToLong(Operation::start).toArray();
        ends = Arrays.stream(served).mapToLong(Operation::end).toArray();
    }

    /**
     * The longest time without an answer.
     *
     * @param from when clients began to ask
     * @param to when they stopped
     */
    Duration longestGap(long from, long to) {
        long[] answers = Arrays.stream(ends)
                .filter(end -> end >= from && end <= to)
                .sorted()
                .toArray();
        long longest = 0;
        long last = from;
        for (long answer : answers) {
            longest = Math.max(longest, answer - last);
            last = answer;
        }
        return Duration.ofNanos(Math.max(longest, to - last));
    }

    /** How long after an instant the first call that was sent after it was answered; empty when none was. */
    Optional<Duration> backAfter(long instant) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] >= instant) {
                first = Math.min(first, ends[i]);
            }
        }
        return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(first - instant));
    }
}
