package io.trivet.bench.history;

import static io.trivet.bench.client.WriteOptions.ABSENT;
import static io.trivet.bench.client.WriteOptions.ANY;
import static io.trivet.bench.client.WriteResult.APPLIED;
import static io.trivet.bench.client.WriteResult.NOT_APPLIED;
import static io.trivet.bench.client.WriteResult.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.client.WriteResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories made by hand. The numbers 0 to 100 are times: a call lasts from the first to the second. */
class HistoryCheckerTest {

    private final History history = new History();

    @Test
    void when_historyIsEmpty_then_itIsCorrect() {
        assertCorrect();
    }

    @Test
    void when_callsFollowEachOther_then_theyAreCorrect() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        read("k", "a", 1, 1, 11, 12);
        put("k", "b", 1, 20, 30, APPLIED, 2);
        put("other", "x", ABSENT, 31, 35, APPLIED, 3);
        delete("k", 2, 40, 50, APPLIED, 4);
        readAbsent("k", 4, 51, 52);
        put("k", "c", ABSENT, 60, 70, APPLIED, 5);
        read("k", "c", 5, 5, 80, 90);
        assertCorrect();
    }

    @Test
    void when_callsOverlap_then_eitherOrderIsCorrect() {
        put("k", "a", ANY, 0, 50, APPLIED, 2);
        put("k", "b", ANY, 10, 40, APPLIED, 1);
        read("k", "b", 1, 1, 5, 45);
        read("k", "a", 2, 2, 5, 45);
        assertCorrect();
    }

    @Test
    void when_acknowledgedWriteIsMissing_then_readIsStale() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("k", "b", ANY, 11, 20, APPLIED, 2);
        read("k", "a", 1, 1, 21, 30);
        assertViolation("stale read");
    }

    @Test
    void when_readShowsOldStateOfAnotherKey_then_readIsStale() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("other", "b", ANY, 11, 20, APPLIED, 2);
        read("k", "a", 1, 1, 21, 30);
        assertViolation("stale read");
    }

    @Test
    void when_readsGoBackInTime_then_laterOneIsStale() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("k", "b", ANY, 11, 90, APPLIED, 2);
        read("k", "b", 2, 2, 20, 30);
        read("k", "a", 1, 1, 31, 40);
        assertViolation("stale read");
    }

    @Test
    void when_readComesBeforeItsWriteWasSent_then_itIsWrong() {
        read("k", "a", 1, 1, 0, 5);
        put("k", "a", ANY, 6, 10, APPLIED, 1);
        assertViolation("real time");
    }

    @Test
    void when_writesContradictRealTime_then_theyAreWrong() {
        put("k", "a", ANY, 0, 10, APPLIED, 2);
        put("other", "b", ANY, 11, 20, APPLIED, 1);
        assertViolation("order of writes against real time");
    }

    @Test
    void when_twoWritesShareARevision_then_theyAreWrong() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("other", "b", ANY, 0, 20, APPLIED, 1);
        assertViolation("share a revision");
    }

    @Test
    void when_recordMissesLaterWriteOfItsStoreRevision_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("k", "b", ANY, 11, 20, APPLIED, 2);
        read("k", "a", 1, 2, 21, 30);
        assertViolation("misses a later write");
    }

    @Test
    void when_acknowledgedWriteIsAbsent_then_itIsLost() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        readAbsent("k", 1, 21, 30);
        assertViolation("is missing");
    }

    @Test
    void when_unknownDeleteMayExplainAbsence_then_itIsCorrect() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        delete("k", ANY, 11, 20, UNKNOWN, 0);
        readAbsent("k", 2, 21, 30);
        put("k", "b", ABSENT, 31, 40, APPLIED, 3);
        assertCorrect();
    }

    @Test
    void when_unknownDeleteHadAnotherCondition_then_itExplainsNothing() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("k", "b", ANY, 11, 20, APPLIED, 2);
        delete("k", 1, 21, 25, UNKNOWN, 0);
        readAbsent("k", 3, 26, 30);
        assertViolation("is missing");
    }

    @Test
    void when_unknownDeleteWasSentLater_then_itExplainsNothing() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        readAbsent("k", 1, 21, 30);
        delete("k", ANY, 31, 40, UNKNOWN, 0);
        assertViolation("is missing");
    }

    @Test
    void when_deletedKeyIsVisible_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        delete("k", ANY, 11, 20, APPLIED, 2);
        read("k", "a", 1, 2, 21, 30);
        assertViolation("misses a later write");
    }

    @Test
    void when_unknownWriteAppearsLate_then_itIsCorrect() {
        put("k", "a", ANY, 0, 10, UNKNOWN, 0);
        readAbsent("k", 0, 11, 12);
        put("k", "b", ANY, 20, 30, APPLIED, 1);
        read("k", "a", 2, 2, 40, 50);
        assertCorrect();
    }

    @Test
    void when_unknownWriteNeverAppears_then_itIsCorrect() {
        put("k", "a", ANY, 0, 10, UNKNOWN, 0);
        put("k", "b", ANY, 20, 30, APPLIED, 1);
        read("k", "b", 1, 1, 40, 50);
        assertCorrect();
    }

    @Test
    void when_unknownWriteAppearsTwice_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, UNKNOWN, 0);
        read("k", "a", 1, 1, 11, 12);
        put("k", "b", ANY, 20, 30, APPLIED, 2);
        read("k", "a", 3, 3, 40, 50);
        assertViolation("took effect twice");
    }

    @Test
    void when_acknowledgedWriteIsAppliedAgain_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        read("k", "a", 2, 2, 11, 12);
        assertViolation("visible at another revision");
    }

    @Test
    void when_shownUnknownWriteIsGoneAgain_then_itIsLost() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("k", "b", ANY, 11, 20, UNKNOWN, 0);
        read("k", "b", 2, 2, 21, 30);
        read("k", "a", 1, 2, 31, 40);
        assertViolation("misses a later write");
    }

    @Test
    void when_writeDeclaredNotAppliedIsVisible_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, NOT_APPLIED, 0);
        read("k", "a", 1, 1, 11, 12);
        assertViolation("declared not applied is visible");
    }

    @Test
    void when_valueComesFromNowhere_then_itIsWrong() {
        read("k", "a", 1, 1, 11, 12);
        assertViolation("nobody wrote");
    }

    @Test
    void when_conditionHeldOnAnOldRecord_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("k", "b", ANY, 11, 20, APPLIED, 2);
        put("k", "c", 1, 12, 30, APPLIED, 3);
        assertViolation("its condition held although another write lay in between");
    }

    @Test
    void when_conditionHeldOnADeletedRecord_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        delete("k", ANY, 11, 20, APPLIED, 2);
        put("k", "c", 1, 12, 30, APPLIED, 3);
        assertViolation("its condition held although another write lay in between");
    }

    @Test
    void when_keyIsCreatedTwice_then_itIsWrong() {
        put("k", "a", ABSENT, 0, 10, APPLIED, 1);
        put("k", "b", ABSENT, 5, 20, APPLIED, 2);
        assertViolation("created although the key existed");
    }

    @Test
    void when_testRepeatsAValue_then_checkRefuses() {
        put("k", "a", ANY, 0, 10, APPLIED, 1);
        put("k", "a", ANY, 11, 20, APPLIED, 2);
        assertThrows(IllegalArgumentException.class, () -> HistoryChecker.check(history));
    }

    @Test
    void when_answerBrokeTheContract_then_itIsReported() {
        history.complain("503 without outcome", "put of a");
        history.complain("503 without outcome", "put of b");
        assertViolation("503 without outcome, 2 times, first: put of a");
    }

    private void put(String key, String value, long condition, long from, long to, WriteResult result, long revision) {
        write(key, value, condition, from, to, result, revision);
    }

    private void delete(String key, long condition, long from, long to, WriteResult result, long revision) {
        write(key, null, condition, from, to, result, revision);
    }

    private void write(
            String key, @Nullable String value, long condition, long from, long to, WriteResult result, long revision) {
        long end = result == UNKNOWN ? Op.NEVER : to;
        history.add(new Write(key, value, condition, "node1", from, end, result, revision));
    }

    private void read(String key, String value, long modRevision, long storeRevision, long from, long to) {
        history.add(new Read(key, value, modRevision, storeRevision, "node1", from, to));
    }

    private void readAbsent(String key, long storeRevision, long from, long to) {
        history.add(new Read(key, null, 0, storeRevision, "node1", from, to));
    }

    private void assertCorrect() {
        assertEquals(List.of(), HistoryChecker.check(history));
    }

    private void assertViolation(String words) {
        List<String> found = HistoryChecker.check(history);
        assertTrue(
                found.stream().anyMatch(text -> text.contains(words)),
                () -> "expected a violation that says \"" + words + "\", but found " + found);
    }
}
