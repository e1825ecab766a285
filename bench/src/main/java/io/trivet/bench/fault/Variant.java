package io.trivet.bench.fault;

import java.time.Duration;

/**
 * One form of a fault.
 *
 * @param target whom it hits
 * @param detail what sets it apart from the other forms with the same target; empty if there are none
 * @param shortest the shortest time for which it lasts
 * @param longest the longest
 */
public record Variant(Target target, String detail, Duration shortest, Duration longest) {

    static Variant of(Target target, long shortestMillis, long longestMillis) {
        return of(target, "", shortestMillis, longestMillis);
    }

    static Variant of(Target target, String detail, long shortestMillis, long longestMillis) {
        return new Variant(target, detail, Duration.ofMillis(shortestMillis), Duration.ofMillis(longestMillis));
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? target.toString() : target + " " + detail;
    }
}
