package io.trivet.bench.load.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {

    private static final Duration LENGTH = Duration.ofMillis(500);

    private final Keyspace keyspace = new Keyspace(50, 64);
    private final Ledger ledger = new Ledger(keyspace);

    private LoadResult run(FakeSystem system, int clients, Mix mix, Schedule schedule) {
        try (Generator generator = new Generator(system, clients, ledger, true)) {
            generator.fill(second -> {});
            return generator.run(Work.random(mix, keyspace.keys(), 1), schedule, LENGTH, second -> {});
        }
    }

    @ParameterizedTest
    @EnumSource(Mix.class)
    void when_systemIsRight_then_everyKindOfLoadIsCounted(Mix mix) {
        LoadResult result = run(new FakeSystem(UnaryOperator.identity()), 4, mix, Schedule.closedLoop());
        assertEquals(List.of(), ledger.violations());
        assertTrue(result.answered() > 50, "only " + result.answered());
        assertEquals(
                switch (mix) {
                    case SET -> Set.of(Kind.SET);
                    case GET -> Set.of(Kind.GET);
                    case MIXED -> Set.of(Kind.GET, Kind.SET);
                    case CAS -> Set.of(Kind.CAS);
                },
                result.latencies().keySet());
        assertTrue(result.millis(0) >= 0.2, "faster than the system answers: " + result.millis(0));
        assertEquals(0, result.unsent());
    }

    @Test
    void when_systemShowsAnotherValue_then_itIsFound() {
        FakeSystem lies = new FakeSystem(value -> keyspace.value(49, 1));
        run(lies, 4, Mix.GET, Schedule.closedLoop());
        assertTrue(ledger.violations().get(0).endsWith("bytes that were never written to it"));
    }

    @Test
    void when_systemShowsOldValues_then_itIsFound() {
        FakeSystem lies = new FakeSystem(value -> keyspace.value((int) number(value), 1));
        run(lies, 4, Mix.MIXED, Schedule.closedLoop());
        assertTrue(ledger.violations().get(0).contains("shows its version 1 after "), ledger.violations()::toString);
    }

    private static long number(byte[] value) {
        return ((value[0] & 0xffL) << 24) | ((value[1] & 0xff) << 16) | ((value[2] & 0xff) << 8) | (value[3] & 0xff);
    }

    @Test
    void when_systemStallsAtFixedRate_then_everyCallThatItHeldUpCounts() {
        FakeSystem stalls = new FakeSystem(UnaryOperator.identity()).stalling(100, Duration.ofMillis(250));
        LoadResult result = run(stalls, 1, Mix.GET, Schedule.fixedRate(400, 1));
        assertEquals(200, result.latency().getTotalCount());
        assertTrue(result.millis(75) > 50, "a stall of half the time is gone: p75 " + result.millis(75) + " ms");
    }

    @Test
    void when_systemStallsInClosedLoop_then_itIsTheLongestLatency() {
        FakeSystem stalls = new FakeSystem(UnaryOperator.identity()).stalling(100, Duration.ofMillis(250));
        LoadResult result = run(stalls, 1, Mix.GET, Schedule.closedLoop());
        assertTrue(result.millis(100) >= 250, "longest " + result.millis(100) + " ms");
    }

    @Test
    void when_rateIsTooHigh_then_callsThatCouldNotBeSentCount() {
        LoadResult result = run(new FakeSystem(UnaryOperator.identity()), 1, Mix.GET, Schedule.fixedRate(1_000_000, 1));
        assertTrue(result.unsent() > 400_000, "unsent " + result.unsent());
        assertEquals(500_000, result.latency().getTotalCount());
        assertTrue(result.millis(50) > 100, "p50 " + result.millis(50) + " ms");
    }

    @Test
    void when_callsFail_then_theyAreCountedByCode() {
        FakeSystem system = new FakeSystem(UnaryOperator.identity());
        try (Generator generator = new Generator(system, 2, ledger, true)) {
            generator.fill(second -> {});
            system.failing("overloaded");
            LoadResult result = generator.run(
                    Work.random(Mix.GET, keyspace.keys(), 1), Schedule.closedLoop(), LENGTH, second -> {});
            assertEquals(Set.of("overloaded"), result.errors().keySet());
            assertEquals(0, result.answered());
            assertThrows(IllegalStateException.class, () -> generator.sample(5, 1));
        }
    }
}
