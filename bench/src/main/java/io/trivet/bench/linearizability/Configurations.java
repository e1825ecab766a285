package io.trivet.bench.linearizability;

/**
 * The configurations that a search has left behind, each a number of 128 bits with the unknown writes that had been used. One
 * thread.
 */
final class Configurations {

    private static final int FIRST_SIZE = 1 << 10;

    /** How many comparisons count as much as one that is added, which costs memory too. */
    private static final int COMPARISONS = 16;

    private long[] numbers = new long[2 * FIRST_SIZE];
    private Used[] used = new Used[FIRST_SIZE];
    private int size;
    private long compared;

    /** Adds a configuration; false when it was there with the same unknown writes used, or with some of them. */
    boolean add(long high, long low, Used now) {
        if (size * 2 > used.length) {
            grow();
        }
        int at = start(high, low);
        while (used[at] != null) {
            if (numbers[2 * at] == high && numbers[2 * at + 1] == low) {
                compared++;
                if (used[at].isWithin(now)) {
                    return false;
                }
            }
            at = (at + 1) & (used.length - 1);
        }
        put(at, high, low, now);
        size++;
        return true;
    }

    /** How many were added, and one more for every so many comparisons of two that differ at most in the unknown writes. */
    long work() {
        return size + compared / COMPARISONS;
    }

    private int start(long high, long low) {
        return (int) (high ^ (low >>> 32)) & (used.length - 1);
    }

    private void put(int at, long high, long low, Used now) {
        numbers[2 * at] = high;
        numbers[2 * at + 1] = low;
        used[at] = now;
    }

    private void grow() {
        long[] oldNumbers = numbers;
        Used[] oldUsed = used;
        numbers = new long[2 * oldNumbers.length];
        used = new Used[2 * oldUsed.length];
        for (int i = 0; i < oldUsed.length; i++) {
            if (oldUsed[i] != null) {
                int at = start(oldNumbers[2 * i], oldNumbers[2 * i + 1]);
                while (used[at] != null) {
                    at = (at + 1) & (used.length - 1);
                }
                put(at, oldNumbers[2 * i], oldNumbers[2 * i + 1], oldUsed[i]);
            }
        }
    }
}
