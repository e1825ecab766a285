package io.trivet.bench.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionCountTest {

    private final History history = new History();

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 0", "3, 0", "4, 1"})
    void when_unknownWritesMayCount_then_revisionLiesBetween(long storeRevision, int problems) {
        add("a", Outcome.OK);
        add("b", Outcome.OK);
        add("c", Outcome.UNKNOWN);
        add("d", Outcome.FAIL);
        assertEquals(problems, RevisionCount.check(history, storeRevision).size());
    }

    @Test
    void when_nothingWasWritten_then_revisionIsZero() {
        assertEquals(0, RevisionCount.check(history, 0).size());
        assertEquals(1, RevisionCount.check(history, 1).size());
    }

    private void add(String value, Outcome outcome) {
        history.add(Operation.asked(0, "node1", "k", Kind.WRITE, 0)
                .value(value)
                .ended(outcome, 1)
                .build());
    }
}
