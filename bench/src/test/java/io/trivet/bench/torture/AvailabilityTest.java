package io.trivet.bench.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.torture.Timeline.Second;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                .asRead(true, 0, 0)
                .withFound(false)
                .ended(Outcome.OK, nanos(500)));
        assertEquals(Duration.ofMillis(1000), gap(0, 1000));
    }

    @Test
    void when_callWasSentBeforeTheFault_then_itsAnswerDoesNotCount() {
        write(90, 110, Outcome.OK);
        write(300, 420, Outcome.OK);
        write(310, 400, Outcome.OK);
        assertEquals(Optional.of(Duration.ofMillis(300)), new Availability(operations).backAfter(nanos(100)));
        assertEquals(Optional.empty(), new Availability(operations).backAfter(nanos(311)));
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
        return new Availability(operations).longestGap(nanos(from), nanos(to));
    }

    private void write(long from, long to, Outcome outcome) {
        operations.add(Operation.asked(0, "node1", "k", Kind.WRITE, nanos(from))
                .withValue("v")
                .ended(outcome, nanos(to)));
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }
}
