package io.trivet.bench.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.client.WriteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionCountTest {

    private final History history = new History();

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 0", "3, 0", "4, 1"})
    void when_unknownWritesMayCount_then_revisionLiesBetween(long storeRevision, int problems) {
        add("a", WriteResult.APPLIED);
        add("b", WriteResult.APPLIED);
        add("c", WriteResult.UNKNOWN);
        add("d", WriteResult.NOT_APPLIED);
        assertEquals(problems, RevisionCount.check(history, storeRevision).size());
    }

    @Test
    void when_nothingWasWritten_then_revisionIsZero() {
        assertEquals(0, RevisionCount.check(history, 0).size());
        assertEquals(1, RevisionCount.check(history, 1).size());
    }

    private void add(String value, WriteResult result) {
        history.add(new Write("k", value, WriteOptions.ANY, "node1", 0, 1, result, 0));
    }
}
