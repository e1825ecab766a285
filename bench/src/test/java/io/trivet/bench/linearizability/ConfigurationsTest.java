package io.trivet.bench.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfigurationsTest {

    private static final int MANY = 10_000;

    private final Configurations configurations = new Configurations();

    @Test
    void when_thereAreMany_then_eachIsRemembered() {
        for (boolean fresh : new boolean[] {true, false}) {
            Random numbers = new Random(1);
            for (int i = 0; i < MANY; i++) {
                assertEquals(fresh, configurations.add(numbers.nextLong(), numbers.nextLong(), Used.NONE));
            }
        }
        // Each was added once, and compared once with itself; comparisons count less.
        assertEquals(MANY + MANY / 16, configurations.work());
    }

    @Test
    void when_eitherHalfDiffers_then_itIsAnotherOne() {
        assertTrue(configurations.add(1, 1, Used.NONE));
        assertTrue(configurations.add(1, 2, Used.NONE));
        assertTrue(configurations.add(2, 1, Used.NONE));
        assertFalse(configurations.add(1, 1, Used.NONE));
    }

    @Test
    void when_moreUnknownWritesAreUsed_then_itIsKnown() {
        assertTrue(configurations.add(1, 1, used(1, 2)));
        assertFalse(configurations.add(1, 1, used(2, 1)));
        assertFalse(configurations.add(1, 1, used(1, 3, 2)));
        assertTrue(configurations.add(1, 1, used(1)));
        assertFalse(configurations.add(1, 1, used(1, 3)));
    }

    @Test
    void when_anotherUnknownWriteIsUsed_then_itIsNotKnown() {
        assertTrue(configurations.add(1, 1, used(1, 1)));
        assertTrue(configurations.add(1, 1, used(1, 2)));
        assertTrue(configurations.add(1, 1, used(2, 3, 4)));
        assertFalse(configurations.add(1, 1, used(1, 1, UnknownGroups.FREE)));
    }

    @Test
    void when_listsShareTheirRest_then_onlyWhatDiffersCounts() {
        Used common = used(1, 2, 3);
        assertTrue(configurations.add(1, 1, common.and(new int[] {4})));
        assertTrue(configurations.add(1, 1, common.and(new int[] {5})));
        assertFalse(configurations.add(1, 1, common.and(new int[] {5, 4})));
        assertTrue(configurations.add(1, 1, common));
    }

    private static Used used(int... groups) {
        return Used.NONE.and(groups);
    }
}
