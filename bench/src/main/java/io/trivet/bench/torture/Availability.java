package io.trivet.bench.torture;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Outcome;
import java.time.Duration;
import java.util.Collection;

/** When a cluster served: answered a write, or a read that had to be linearizable, with success. */
final class Availability {

    private final long[] answers;

    Availability(Collection<Operation> operations) {
        answers = operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK && !operation.stale())
                .mapToLong(Operation::end)
                .sorted()
                .toArray();
    }

    /**
     * The longest time without an answer that lies in a span of time or reaches beyond its end. What lies before the span
     * does not count.
     *
     * @param last when clients stopped to ask: no time without an answer reaches beyond
     */
    Duration longestSilence(long from, long to, long last) {
        long longest = 0;
        long before = from;
        for (long answer : answers) {
            if (answer > from && answer <= last) {
                longest = Math.max(longest, answer - before);
                before = answer;
            }
            if (before > to) {
                return Duration.ofNanos(longest);
            }
        }
        return Duration.ofNanos(Math.max(longest, last - before));
    }
}
