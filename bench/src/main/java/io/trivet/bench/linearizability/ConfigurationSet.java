package io.trivet.bench.linearizability;

/** A set of 128-bit numbers, for the configurations that a search has left behind. One thread. */
final class ConfigurationSet {

    private static final int FIRST_SIZE = 1 << 10;

    private long[] slots = new long[2 * FIRST_SIZE];
    private int size;

    /** Adds a number; false when it was there. Zero in both halves must not be added. */
    boolean add(long high, long low) {
        if (size * 4 > slots.length) {
            grow();
        }
        return insert(slots, high, low) && ++size > 0;
    }

    int size() {
        return size;
    }

    private static boolean insert(long[] into, long high, long low) {
        int mask = into.length / 2 - 1;
        int at = (int) (high ^ (low >>> 32)) & mask;
        while (into[2 * at] != 0 || into[2 * at + 1] != 0) {
            if (into[2 * at] == high && into[2 * at + 1] == low) {
                return false;
            }
            at = (at + 1) & mask;
        }
        into[2 * at] = high;
        into[2 * at + 1] = low;
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * slots.length];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] != 0 || slots[i + 1] != 0) {
                insert(larger, slots[i], slots[i + 1]);
            }
        }
        slots = larger;
    }
}
