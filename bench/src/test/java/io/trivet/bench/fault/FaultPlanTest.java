package io.trivet.bench.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration ENOUGH = Duration.ofSeconds(75);
    private static final int SEEDS = 500;

    @Test
    void when_theSeedIsTheSame_then_thePlanIs() {
        FaultPlan plan = plan(7, MINUTE, 3);
        assertEquals(plan.toString(), plan(7, MINUTE, 3).toString());
        assertEquals(seeds(plan), seeds(plan(7, MINUTE, 3)));
        assertNotEquals(plan.toString(), plan(8, MINUTE, 3).toString());
    }

    @Test
    void when_theRunIsLongEnough_then_everyKindComes() {
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultPlan plan = plan(seed, ENOUGH, 3);
            Set<Fault> kinds = new HashSet<>(FaultChoice.KNOWN);
            plan.faults().forEach(planned -> kinds.remove(planned.fault()));
            assertTrue(kinds.isEmpty(), () -> kinds.stream().map(Fault::name).toList() + " not in " + plan);
        }
    }

    @Test
    void when_planned_then_theBeginAndTheEndAreQuietAndAtMostTwoOverlap() {
        boolean overlapped = false;
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultPlan plan = plan(seed, MINUTE, 5);
            for (FaultPlan.Planned one : plan.faults()) {
                assertTrue(one.at().toMillis() >= 1000, plan::toString);
                assertTrue(one.end().compareTo(MINUTE.minusSeconds(1)) < 0, plan::toString);
                long others = plan.faults().stream()
                        .filter(other -> other != one && other.at().compareTo(one.at()) <= 0)
                        .filter(other -> other.end().compareTo(one.at()) > 0)
                        .count();
                assertTrue(others <= (one.variant().target() == Target.ALL ? 0 : 1), plan::toString);
                overlapped |= others == 1;
            }
        }
        assertTrue(overlapped);
    }

    @Test
    void when_oneAtATime_then_thereIsTimeToRecoverBetween() {
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultPlan plan = FaultPlan.of(seed, FaultChoice.KNOWN, MINUTE, 3, 1);
            Duration free = Duration.ZERO;
            for (FaultPlan.Planned one : plan.faults()) {
                assertTrue(one.at().compareTo(free) >= 0, plan::toString);
                free = one.end().plusSeconds(3);
            }
            assertTrue(plan.faults().size() >= 3, plan::toString);
        }
    }

    @Test
    void when_theRunIsShortOrTheClusterSmall_then_thePlanIsWhatFits() {
        assertTrue(plan(1, Duration.ofSeconds(1), 3).faults().isEmpty());
        assertFalse(plan(1, MINUTE, 1).faults().stream()
                .anyMatch(planned -> !planned.variant().target().fits(1)));
    }

    @Test
    void when_aFaultIsNotKnown_then_theMessageListsThoseThatAre() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> FaultChoice.named(List.of("kill", "earthquake")));
        assertEquals(
                "there is no fault 'earthquake'; there are "
                        + String.join(
                                ",", FaultChoice.KNOWN.stream().map(Fault::name).toList()),
                refused.getMessage());
    }

    private static FaultPlan plan(long seed, Duration length, int nodes) {
        return FaultPlan.of(seed, FaultChoice.KNOWN, length, nodes, FaultPlan.LANES);
    }

    private static List<Long> seeds(FaultPlan plan) {
        return plan.faults().stream().map(FaultPlan.Planned::seed).toList();
    }
}
