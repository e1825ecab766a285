package io.trivet.bench.it;

/** How long the tests run that can run for long. */
final class Rounds {

    private Rounds() {}

    /** The number of {@code -Dtrivet.rounds=}; without it, the one that the build can afford. */
    static int count(int usual) {
        return Integer.getInteger("trivet.rounds", usual);
    }
}
