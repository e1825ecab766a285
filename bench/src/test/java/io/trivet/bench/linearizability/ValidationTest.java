package io.trivet.bench.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.history.Lie;
import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.history.OperationBuilder;
import io.trivet.bench.history.SimulatedStore;
import io.trivet.bench.history.SimulatedStore.Shape;
import io.trivet.bench.workload.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The checker against the definition, against a correct store, and against one that lies once. */
class ValidationTest {

    private static final int SMALL_HISTORIES = 20_000;
    private static final int CORRECT_HISTORIES = 300;
    private static final int LYING_HISTORIES = 300;

    @Test
    void when_historiesAreSmall_then_theCheckerAgreesWithTheDefinition() {
        Random random = Seed.announce("ValidationTest.small").stream(1);
        int linearizable = 0;
        for (int i = 0; i < SMALL_HISTORIES; i++) {
            List<Operation> history = small(random);
            boolean expected = BruteForce.isLinearizable(history);
            assertEquals(expected, LinearizabilityChecker.isLinearizable(history), () -> "history " + history);
            linearizable += expected ? 1 : 0;
            if (!expected) {
                assertShowsViolation(history);
            }
        }
        System.out.printf("  agreed on %,d small histories, %,d of them linearizable%n", SMALL_HISTORIES, linearizable);
        assertTrue(linearizable > SMALL_HISTORIES / 10 && linearizable < SMALL_HISTORIES * 9 / 10);
    }

    /** The window by itself cannot be explained either, whatever the key held before. */
    private static void assertShowsViolation(List<Operation> history) {
        KeyHistory.Window window =
                new KeyHistory("k", history, Integer.MAX_VALUE).violation().orElseThrow();
        assertFalse(BruteForce.isLinearizable(window.operations()), () -> window + " of " + history);
        for (String before : window.cut() ? List.of("v0", "v1", "other") : List.<String>of()) {
            assertFalse(BruteForce.isLinearizable(window.operations(), before), () -> window + " of " + history);
        }
    }

    @Test
    void when_theStoreIsCorrect_then_itsHistoriesAreLinearizable() {
        Random random = Seed.announce("ValidationTest.correct").stream(2);
        for (int i = 0; i < CORRECT_HISTORIES; i++) {
            List<Operation> history = SimulatedStore.run(Shape.drawn(random), random);
            assertEquals(List.of(), LinearizabilityChecker.check(history));
        }
    }

    /**
     * Not every lie can be told: an unknown write may account for a value, a value that nobody looks at accounts for
     * nothing, and what overlaps may have happened in another order.
     */
    @Test
    void when_oneAnswerIsChanged_then_mostHistoriesAreNot() {
        Random random = Seed.announce("ValidationTest.lies").stream(3);
        int caught = 0;
        for (int i = 0; i < LYING_HISTORIES; i++) {
            List<Operation> history = new ArrayList<>(SimulatedStore.run(new Shape(8, 400, 2, 0, 2, 1000), random));
            Lie.tell(history, random);
            caught += LinearizabilityChecker.check(history).isEmpty() ? 0 : 1;
        }
        System.out.printf("  caught %d of %d histories with one answer changed%n", caught, LYING_HISTORIES);
        assertTrue(caught > LYING_HISTORIES * 6 / 10, "caught " + caught);
    }

    private static List<Operation> small(Random random) {
        int count = 2 + random.nextInt(6);
        List<Operation> history = new ArrayList<>();
        if (random.nextBoolean()) {
            history.addAll(SimulatedStore.run(new Shape(3, count, 1, 2, 25, 5), random));
            Lie.tell(history, random);
            return history;
        }
        for (int i = 0; i < count; i++) {
            history.add(anything(i, random));
        }
        return history;
    }

    /** An operation with any answer. */
    private static Operation anything(int process, Random random) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        long start = random.nextInt(12);
        OperationBuilder operation = Operation.asked(process, "", "k", kind, start);
        String value = "v" + random.nextInt(2);
        boolean yes = random.nextBoolean();
        switch (kind) {
            case READ -> operation.found(yes).value(yes && random.nextInt(4) > 0 ? value : null);
            case WRITE -> operation.value(value);
            case DELETE -> operation.found(random.nextBoolean() ? yes : null);
            case CAS ->
                operation
                        .exchange(yes ? value : null, yes && random.nextInt(3) == 0 ? null : "v" + random.nextInt(2))
                        .succeeded(random.nextInt(3) > 0);
        }
        int luck = random.nextInt(10);
        Outcome outcome = luck < 6 ? Outcome.OK : luck < 9 ? Outcome.UNKNOWN : Outcome.FAIL;
        return operation.ended(outcome, start + random.nextInt(8)).build();
    }
}
