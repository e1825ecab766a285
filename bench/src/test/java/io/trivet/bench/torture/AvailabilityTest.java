package io.trivet.bench.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.torture.Timeline.Second;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a cluster served, by a history made by hand. Times are milliseconds. */
class AvailabilityTest {

    private final List<Operation> operations = new ArrayList<>();

    @Test
    void when_nothingIsAnswered_then_theGapIsTheWholeRun() {
        write(100, 200, Outcome.FAIL);
        write(100, 200, Outcome.UNKNOWN);
        assertEquals(Duration.ofMillis(1000), gap(0, 1000));
    }

    @Test
    void when_answersCome_then_theGapIsTheLongestBetweenThem() {
        write(0, 100, Outcome.OK);
        write(150, 700, Outcome.OK);
        write(150, 300, Outcome.OK);
        assertEquals(Duration.ofMillis(400), gap(0, 1000));
        assertEquals(Duration.ofMillis(500), gap(0, 1200));
    }

    @Test
    void when_localReadIsAnswered_then_itDoesNotCount() {
        operations.add(Operation.asked(0, "node1", "k", Kind.READ, 0)
                .scope(true, 0, 0)
                .showsNothing()
                .ended(Outcome.OK, nanos(500))
                .build());
        assertEquals(Duration.ofMillis(1000), gap(0, 1000));
    }

    @Test
    void when_spanIsAFault_then_silenceThatReachesBeyondItCounts() {
        write(0, 100, Outcome.OK);
        write(0, 310, Outcome.OK);
        write(0, 900, Outcome.OK);
        assertEquals(Duration.ofMillis(590), silence(200, 400));
        assertEquals(Duration.ofMillis(110), silence(200, 300));
        assertEquals(Duration.ofMillis(100), silence(900, 950));
    }

    @Test
    void when_callsEndInASecond_then_theyCountThere() {
        write(100, 200, Outcome.OK);
        write(100, 1300, Outcome.OK);
        write(1100, 1110, Outcome.FAIL);
        write(900, 0, Outcome.UNKNOWN);
        List<Second> seconds = Timeline.of(operations, 0, nanos(1999));
        assertEquals(2, seconds.size());
        assertEquals(new Second(1, 0, 1, 100, 100, 100), seconds.get(0));
        assertEquals(new Second(1, 1, 0, 1200, 1200, 1200), seconds.get(1));
    }

    private Duration gap(long from, long to) {
        return new Availability(operations).longestSilence(nanos(from), nanos(to), nanos(to));
    }

    private Duration silence(long from, long to) {
        return new Availability(operations).longestSilence(nanos(from), nanos(to), nanos(1000));
    }

    private void write(long from, long to, Outcome outcome) {
        operations.add(Operation.asked(0, "node1", "k", Kind.WRITE, nanos(from))
                .value("v")
                .ended(outcome, nanos(to))
                .build());
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }
}
