package io.trivet.bench.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.trivet.bench.torture.Step.Kind;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepsTest {

    private static List<Step> first(int count, long seed, int client) {
        Steps steps = new Steps(seed, client, 3);
        return Stream.generate(steps::next).limit(count).toList();
    }

    @Test
    void when_seedAndClientAreTheSame_then_stepsAre() {
        assertEquals(first(1_000, 7, 2), first(1_000, 7, 2));
        assertNotEquals(first(10, 7, 2), first(10, 8, 2));
        assertNotEquals(first(10, 7, 2), first(10, 7, 3));
    }

    @Test
    void when_stepsAreMany_then_allKindsAndNodesComeAndValuesAreUnique() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Set<Integer> nodes = new HashSet<>();
        Set<String> values = new HashSet<>();
        for (int client = 0; client < 4; client++) {
            for (Step step : first(1_000, 1, client)) {
                kinds.add(step.kind());
                nodes.add(step.node());
                values.add(step.value());
            }
        }
        assertEquals(EnumSet.allOf(Kind.class), kinds);
        assertEquals(Set.of(0, 1, 2), nodes);
        assertEquals(4_000, values.size());
    }
}
