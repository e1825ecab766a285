package io.trivet.bench.linearizability;

import static io.trivet.bench.history.Operation.Outcome.FAIL;
import static io.trivet.bench.history.Operation.Outcome.OK;
import static io.trivet.bench.history.Operation.Outcome.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.history.OperationBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories without revisions, made by hand. The numbers are times: a call lasts from the first to the second. */
class ClassicHistoriesTest {

    /** So many that every order can be tried. */
    private static final int FEW = 8;

    private final List<Operation> history = new ArrayList<>();

    @Test
    void when_nothingHappened_then_itIsLinearizable() {
        assertLinearizable();
    }

    @Test
    void when_readIsStale_then_itIsNot() {
        write("a", 0, 1, OK);
        write("b", 2, 3, OK);
        read("a", 4, 5);
        assertNotLinearizable();
    }

    @Test
    void when_readOverlapsAWrite_then_itMayShowEither() {
        write("a", 0, 1, OK);
        write("b", 2, 9, OK);
        read("b", 3, 4);
        read("b", 5, 6);
        assertLinearizable();
        read("a", 7, 8);
        assertNotLinearizable();
    }

    @Test
    void when_readStartsAtTheInstantAWriteEnds_then_theyAreConcurrent() {
        write("a", 0, 5, OK);
        readAbsent(5, 6);
        assertLinearizable();
    }

    @Test
    void when_readStartsRightAfterAWrite_then_itShowsIt() {
        write("a", 0, 5, OK);
        readAbsent(6, 7);
        assertNotLinearizable();
    }

    @Test
    void when_valueComesFromNowhere_then_itIsNot() {
        read("a", 0, 1);
        assertNotLinearizable();
    }

    @Test
    void when_valueComesFromTheFuture_then_itIsNot() {
        read("a", 0, 1);
        write("a", 2, 3, OK);
        assertNotLinearizable();
    }

    @Test
    void when_failedWriteIsRead_then_itIsNot() {
        write("a", 0, 1, FAIL);
        read("a", 2, 3);
        assertNotLinearizable();
    }

    @Test
    void when_updateIsLost_then_itIsNot() {
        write("a", 0, 1, OK);
        cas("a", "b", 2, 9, true);
        cas("a", "c", 3, 8, true);
        assertNotLinearizable();
    }

    @Test
    void when_oneOfTwoConcurrentUpdatesIsRefused_then_itIsLinearizable() {
        write("a", 0, 1, OK);
        cas("a", "b", 2, 9, true);
        cas("a", "c", 3, 8, false);
        read("b", 10, 11);
        assertLinearizable();
    }

    @Test
    void when_refusalHadNoReason_then_itIsNot() {
        write("a", 0, 1, OK);
        cas("a", "b", 2, 3, false);
        assertNotLinearizable();
    }

    @Test
    void when_twoClientsCreateTheSameKey_then_itIsNot() {
        cas(null, "a", 0, 5, true);
        cas(null, "b", 1, 6, true);
        assertNotLinearizable();
    }

    @Test
    void when_deleteIsBetween_then_keyCanBeCreatedAgain() {
        cas(null, "a", 0, 5, true);
        delete(true, 2, 4, OK);
        cas(null, "b", 1, 6, true);
        read("b", 7, 8);
        assertLinearizable();
    }

    @Test
    void when_deletedKeyAppearsAgain_then_itIsNot() {
        write("a", 0, 1, OK);
        delete(true, 2, 3, OK);
        readAbsent(4, 5);
        read("a", 6, 7);
        assertNotLinearizable();
    }

    @Test
    void when_bothOfTwoDeletesRemovedTheKey_then_itIsNot() {
        write("a", 0, 1, OK);
        delete(true, 2, 9, OK);
        delete(true, 3, 8, OK);
        assertNotLinearizable();
    }

    @Test
    void when_conditionalDeleteTookEffect_then_keyIsGone() {
        write("a", 0, 1, OK);
        cas("a", null, 2, 3, true);
        readAbsent(4, 5);
        assertLinearizable();
        headFound(6, 7);
        assertNotLinearizable();
    }

    @Test
    void when_unknownWriteTakesEffectLate_then_itIsLinearizable() {
        write("a", 0, 1, UNKNOWN);
        readAbsent(2, 3);
        write("b", 4, 5, OK);
        read("b", 6, 7);
        read("a", 8, 9);
        assertLinearizable();
    }

    @Test
    void when_unknownWriteIsSeenAndThenUnseen_then_itIsNot() {
        write("b", 0, 1, OK);
        write("a", 2, 3, UNKNOWN);
        read("a", 4, 5);
        read("b", 6, 7);
        assertNotLinearizable();
    }

    @Test
    void when_unknownUpdateTakesEffectTwice_then_itIsNot() {
        write("a", 0, 1, OK);
        unknownCas("a", "b", 2);
        read("b", 3, 4);
        write("a", 5, 6, OK);
        read("b", 7, 8);
        assertNotLinearizable();
    }

    @Test
    void when_unknownUpdatesFormAChain_then_itIsLinearizable() {
        write("a", 0, 1, OK);
        unknownCas("c", "d", 2);
        unknownCas("b", "c", 3);
        unknownCas("a", "b", 4);
        read("d", 5, 6);
        assertLinearizable();
        read("b", 7, 8);
        assertNotLinearizable();
    }

    @Test
    void when_unknownWriteExplainsARefusal_then_itIsLinearizable() {
        write("a", 0, 1, OK);
        write("x", 2, 3, UNKNOWN);
        cas("a", "b", 4, 5, false);
        assertLinearizable();
        read("a", 6, 7);
        assertNotLinearizable();
    }

    @Test
    void when_unknownWriteIsSentAtTheInstantOfAnAnswer_then_itExplainsIt() {
        read("a", 3, 5);
        write("a", 5, 6, UNKNOWN);
        assertLinearizable();
        read("b", 7, 8);
        write("b", 9, 10, UNKNOWN);
        assertNotLinearizable();
    }

    @Test
    void when_unknownWriteIsSentAtTheInstantOfARefusal_then_itExplainsIt() {
        write("a", 0, 1, OK);
        cas("a", "b", 3, 5, false);
        write("x", 5, 6, UNKNOWN);
        assertLinearizable();
        write("a", 6, 7, OK);
        cas("a", "b", 8, 9, false);
        assertNotLinearizable();
    }

    @Test
    void when_answerNeedsAnUnknownWriteAndOverlapsByAnInstant_then_itMayComeFirst() {
        write("a", 0, 1, UNKNOWN);
        write("b", 2, 5, OK);
        read("a", 5, 6);
        read("b", 7, 8);
        assertLinearizable();
    }

    /** The write of unknown outcome can be used for either, the compare-and-set for the first alone. */
    @Test
    void when_twoRefusalsNeedTwoUnknownWrites_then_orderInTheHistoryDoesNotMatter() {
        for (boolean writeFirst : new boolean[] {true, false}) {
            history.clear();
            write(writeFirst ? "x" : "a", 0, 1, writeFirst ? UNKNOWN : OK);
            unknownCas("a", "y", 1);
            write(writeFirst ? "a" : "x", 1, 2, writeFirst ? OK : UNKNOWN);
            cas("a", "b", 3, 4, false);
            write("b", 5, 6, OK);
            cas("b", "c", 7, 8, false);
            assertLinearizable();
            read("b", 9, 10);
            assertNotLinearizable();
        }
    }

    @Test
    void when_theSameValueIsWrittenTwice_then_eachCountsOnce() {
        write("a", 0, 1, UNKNOWN);
        write("a", 0, 1, UNKNOWN);
        read("a", 2, 3);
        write("b", 4, 5, OK);
        read("a", 6, 7);
        assertLinearizable();
        write("c", 8, 9, OK);
        read("a", 10, 11);
        assertNotLinearizable();
    }

    @Test
    void when_localAndPastReadsAreOld_then_theySayNothingHere() {
        write("a", 0, 1, OK);
        write("b", 2, 3, OK);
        OperationBuilder read = asked(Kind.READ, 4).shows("a").ended(OK, 5);
        history.add(read.scope(true, 0, 0).build());
        history.add(read.scope(false, 1, 0).build());
        assertLinearizable();
    }

    /** Example of Herlihy and Wing, figure 1 in terms of a register: two readers do not agree on the order of two writes. */
    @Test
    void when_readersDisagreeOnTheOrder_then_itIsNot() {
        write("a", 0, 20, OK);
        write("b", 0, 20, OK);
        read("a", 1, 2);
        read("b", 3, 4);
        assertLinearizable();
        read("a", 5, 6);
        assertNotLinearizable();
    }

    @Test
    void when_theLimitIsReached_then_theSearchIsGivenUp() {
        write("a", 0, 5, OK);
        write("b", 0, 5, OK);
        write("c", 0, 5, OK);
        read("x", 6, 7);
        write("x", 8, 9, OK);
        assertThrows(Search.TooLongException.class, () -> new KeyHistory("k", history, 3).violation());
        assertTrue(new KeyHistory("k", history, 100).violation().isPresent());
    }

    @Test
    void when_anyWindowWouldDo_then_theShortestIsTold() {
        for (int i = 0; i < 1000; i++) {
            write("v" + i, 10 * i, 10 * i + 1, OK);
            read(i == 500 ? "v499" : "v" + i, 10 * i + 2, 10 * i + 3);
        }
        String violation = LinearizabilityChecker.check(history).get(0);
        assertTrue(violation.contains("key k, no order of these 2 operations"), violation);
        assertTrue(violation.contains("write \"v500\"") && violation.contains("\"v499\""), violation);
        assertEquals(3, violation.lines().count(), violation);
    }

    private void write(String value, long from, long to, Outcome outcome) {
        history.add(asked(Kind.WRITE, from).value(value).ended(outcome, to).build());
    }

    private void delete(boolean found, long from, long to, Outcome outcome) {
        history.add(asked(Kind.DELETE, from).found(found).ended(outcome, to).build());
    }

    private void cas(@Nullable String expected, @Nullable String next, long from, long to, boolean succeeded) {
        history.add(asked(Kind.CAS, from)
                .exchange(expected, next)
                .succeeded(succeeded)
                .ended(OK, to)
                .build());
    }

    private void unknownCas(String expected, String next, long from) {
        history.add(asked(Kind.CAS, from).exchange(expected, next).build());
    }

    private void read(String value, long from, long to) {
        history.add(asked(Kind.READ, from).shows(value).ended(OK, to).build());
    }

    private void readAbsent(long from, long to) {
        history.add(asked(Kind.READ, from).showsNothing().ended(OK, to).build());
    }

    private void headFound(long from, long to) {
        history.add(asked(Kind.READ, from).shows(null).ended(OK, to).build());
    }

    private static OperationBuilder asked(Kind kind, long start) {
        return Operation.asked(0, "", "k", kind, start);
    }

    private void assertLinearizable() {
        assertEquals(List.of(), LinearizabilityChecker.check(history));
        assertTrue(history.size() > FEW || BruteForce.isLinearizable(history));
    }

    private void assertNotLinearizable() {
        assertFalse(LinearizabilityChecker.check(history).isEmpty());
        assertTrue(history.size() > FEW || !BruteForce.isLinearizable(history));
    }
}
