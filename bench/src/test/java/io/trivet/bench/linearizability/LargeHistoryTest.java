package io.trivet.bench.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.history.Lie;
import io.trivet.bench.history.Operation;
import io.trivet.bench.history.SimulatedStore;
import io.trivet.bench.history.SimulatedStore.Shape;
import io.trivet.bench.workload.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The checker is fast enough for what a long run records. */
class LargeHistoryTest {

    private static final int LARGE_LIES = 10;
    private static final long LIES_SEED = 1;

    @Test
    void when_theHistoryIsLarge_then_itIsChecked() {
        Random random = Seed.announce("LargeHistoryTest.large").stream(4);
        List<Operation> history = SimulatedStore.run(new Shape(16, 300_000, 4, 0, 1, 1000), random);
        long start = System.nanoTime();
        assertEquals(List.of(), LinearizabilityChecker.check(history));
        System.out.printf(
                "  checked %,d operations of 4 keys in %.1f s%n", history.size(), (System.nanoTime() - start) / 1e9);
    }

    /**
     * What no order can explain must not be tried against every set of unknown writes. Always the same histories: there are
     * some on which the search is given up.
     */
    @Test
    void when_aLargeHistoryLies_then_itIsDecided() {
        Random random = Seed.announce("LargeHistoryTest.largeLies", LIES_SEED).stream(5);
        int caught = 0;
        long start = System.nanoTime();
        for (int i = 0; i < LARGE_LIES; i++) {
            List<Operation> history = new ArrayList<>(SimulatedStore.run(new Shape(16, 20_000, 2, 0, 5, 1000), random));
            Lie.tell(history, random);
            caught += LinearizabilityChecker.check(history).isEmpty() ? 0 : 1;
        }
        System.out.printf(
                "  decided %d histories of 20,000 operations with one answer changed in %.1f s, caught %d%n",
                LARGE_LIES, (System.nanoTime() - start) / 1e9, caught);
        assertTrue(caught > 0);
    }
}
