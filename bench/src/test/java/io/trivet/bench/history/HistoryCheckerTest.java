package io.trivet.bench.history;

import static io.trivet.bench.client.WriteOptions.ABSENT;
import static io.trivet.bench.client.WriteOptions.ANY;
import static io.trivet.bench.history.Operation.Outcome.FAIL;
import static io.trivet.bench.history.Operation.Outcome.OK;
import static io.trivet.bench.history.Operation.Outcome.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
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
        put("k", "a", ANY, 0, 10, OK, 1);
        read("k", "a", 1, 1, 11, 12);
        put("k", "b", 1, 20, 30, OK, 2);
        put("other", "x", ABSENT, 31, 35, OK, 3);
        delete("k", 2, 40, 50, OK, 4);
        readAbsent("k", 4, 51, 52);
        put("k", "c", ABSENT, 60, 70, OK, 5);
        read("k", "c", 5, 5, 80, 90);
        assertCorrect();
    }

    @Test
    void when_callsOverlap_then_eitherOrderIsCorrect() {
        put("k", "a", ANY, 0, 50, OK, 2);
        put("k", "b", ANY, 10, 40, OK, 1);
        read("k", "b", 1, 1, 5, 45);
        read("k", "a", 2, 2, 5, 45);
        assertCorrect();
    }

    @Test
    void when_acknowledgedWriteIsMissing_then_readIsStale() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, OK, 2);
        read("k", "a", 1, 1, 21, 30);
        assertViolation("stale answer");
    }

    @Test
    void when_readShowsOldStateOfAnotherKey_then_readIsStale() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("other", "b", ANY, 11, 20, OK, 2);
        read("k", "a", 1, 1, 21, 30);
        assertViolation("stale answer");
    }

    @Test
    void when_readsGoBackInTime_then_laterOneIsStale() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 90, OK, 2);
        read("k", "b", 2, 2, 20, 30);
        read("k", "a", 1, 1, 31, 40);
        assertViolation("stale answer");
    }

    @Test
    void when_readComesBeforeItsWriteWasSent_then_itIsWrong() {
        read("k", "a", 1, 1, 0, 5);
        put("k", "a", ANY, 6, 10, OK, 1);
        assertViolation("real time");
    }

    @Test
    void when_writesContradictRealTime_then_theyAreWrong() {
        put("k", "a", ANY, 0, 10, OK, 2);
        put("other", "b", ANY, 11, 20, OK, 1);
        assertViolation("order of writes against real time");
    }

    @Test
    void when_twoWritesShareARevision_then_theyAreWrong() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("other", "b", ANY, 0, 20, OK, 1);
        assertViolation("share a revision");
    }

    @Test
    void when_recordMissesLaterWriteOfItsStoreRevision_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, OK, 2);
        read("k", "a", 1, 2, 21, 30);
        assertViolation("misses a later write");
    }

    @Test
    void when_acknowledgedWriteIsAbsent_then_itIsLost() {
        put("k", "a", ANY, 0, 10, OK, 1);
        readAbsent("k", 1, 21, 30);
        assertViolation("is missing");
    }

    @Test
    void when_unknownDeleteMayExplainAbsence_then_itIsCorrect() {
        put("k", "a", ANY, 0, 10, OK, 1);
        delete("k", ANY, 11, 20, UNKNOWN, 0);
        readAbsent("k", 2, 21, 30);
        put("k", "b", ABSENT, 31, 40, OK, 3);
        assertCorrect();
    }

    @Test
    void when_unknownDeleteHadAnotherCondition_then_itExplainsNothing() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, OK, 2);
        delete("k", 1, 21, 25, UNKNOWN, 0);
        readAbsent("k", 3, 26, 30);
        assertViolation("is missing");
    }

    @Test
    void when_unknownDeleteWasSentLater_then_itExplainsNothing() {
        put("k", "a", ANY, 0, 10, OK, 1);
        readAbsent("k", 1, 21, 30);
        delete("k", ANY, 31, 40, UNKNOWN, 0);
        assertViolation("is missing");
    }

    @Test
    void when_deletedKeyIsVisible_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, OK, 1);
        delete("k", ANY, 11, 20, OK, 2);
        read("k", "a", 1, 2, 21, 30);
        assertViolation("misses a later write");
    }

    @Test
    void when_unknownWriteAppearsLate_then_itIsCorrect() {
        put("k", "a", ANY, 0, 10, UNKNOWN, 0);
        readAbsent("k", 0, 11, 12);
        put("k", "b", ANY, 20, 30, OK, 1);
        read("k", "a", 2, 2, 40, 50);
        assertCorrect();
    }

    @Test
    void when_unknownWriteNeverAppears_then_itIsCorrect() {
        put("k", "a", ANY, 0, 10, UNKNOWN, 0);
        put("k", "b", ANY, 20, 30, OK, 1);
        read("k", "b", 1, 1, 40, 50);
        assertCorrect();
    }

    @Test
    void when_unknownWriteAppearsTwice_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, UNKNOWN, 0);
        read("k", "a", 1, 1, 11, 12);
        put("k", "b", ANY, 20, 30, OK, 2);
        read("k", "a", 3, 3, 40, 50);
        assertViolation("is shown at another revision");
    }

    @Test
    void when_acknowledgedWriteIsAppliedAgain_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, OK, 1);
        read("k", "a", 2, 2, 11, 12);
        assertViolation("is shown at another revision");
    }

    @Test
    void when_shownUnknownWriteIsGoneAgain_then_itIsLost() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, UNKNOWN, 0);
        read("k", "b", 2, 2, 21, 30);
        read("k", "a", 1, 2, 31, 40);
        assertViolation("misses a later write");
    }

    @Test
    void when_writeDeclaredNotAppliedIsVisible_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, FAIL, 0);
        read("k", "a", 1, 1, 11, 12);
        assertViolation("not linearizable");
    }

    @Test
    void when_valueComesFromNowhere_then_itIsWrong() {
        read("k", "a", 1, 1, 11, 12);
        assertViolation("not linearizable");
    }

    @Test
    void when_conditionHeldOnAnOldRecord_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, OK, 2);
        put("k", "c", 1, 12, 30, OK, 3);
        assertViolation("its condition held although another write lay in between");
    }

    @Test
    void when_conditionHeldOnADeletedRecord_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, OK, 1);
        delete("k", ANY, 11, 20, OK, 2);
        put("k", "c", 1, 12, 30, OK, 3);
        assertViolation("its condition held although another write lay in between");
    }

    @Test
    void when_keyIsCreatedTwice_then_itIsWrong() {
        put("k", "a", ABSENT, 0, 10, OK, 1);
        put("k", "b", ABSENT, 5, 20, OK, 2);
        assertViolation("not linearizable");
    }

    @Test
    void when_localReadLagsBehind_then_itShowsAnEarlierState() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, OK, 2);
        addRead("k", "a", 1, 1, 30, 40, true, 0, 1);
        assertCorrect();
        addRead("k", "a", 1, 2, 30, 40, true, 0, 0);
        assertViolation("misses a later write");
    }

    @Test
    void when_localReadIsOlderThanAskedFor_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, OK, 2);
        addRead("k", "a", 1, 1, 30, 40, true, 0, 2);
        assertViolation("older than the revision 2");
    }

    @Test
    void when_pastIsRead_then_itIsAsItWas() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("k", "b", ANY, 11, 20, OK, 2);
        addRead("k", "a", 1, 2, 30, 40, false, 1, 0);
        assertCorrect();
        addRead("k", "b", 2, 2, 30, 40, false, 1, 0);
        assertViolation("a record newer than the revision");
    }

    @Test
    void when_readsTellTheStoresRevisionOnly_then_itMayBeLarger() {
        put("k", "a", ANY, 0, 10, OK, 1);
        put("other", "x", ANY, 11, 20, OK, 2);
        read("k", "a", 2, 0, 21, 30);
        assertCorrect();
        put("k", "b", ANY, 25, 40, OK, 3);
        read("k", "a", 3, 0, 26, 35);
        assertViolation("is shown at another revision");
    }

    @Test
    void when_revisionsOfReadsGoBack_then_itIsWrong() {
        put("k", "a", ANY, 0, 10, UNKNOWN, 0);
        addRead("k", null, 5, 0, 11, 12, false, 0, 0);
        addRead("k", null, 4, 0, 13, 14, false, 0, 0);
        assertViolation("an older revision than an earlier read");
    }

    private void put(String key, String value, long condition, long from, long to, Outcome outcome, long revision) {
        write(key, Kind.WRITE, value, condition, from, to, outcome, revision);
    }

    private void delete(String key, long condition, long from, long to, Outcome outcome, long revision) {
        write(key, Kind.DELETE, null, condition, from, to, outcome, revision);
    }

    private void write(
            String key,
            Kind plain,
            @Nullable String value,
            long condition,
            long from,
            long to,
            Outcome outcome,
            long revision) {
        Operation write = condition == ANY
                ? Operation.asked(0, "node1", key, plain, from).withValue(value)
                : Operation.asked(0, "node1", key, Kind.CAS, from)
                        .withExchange(condition == ABSENT ? null : history.value(key, condition), value)
                        .withSucceeded(true);
        history.add(write.withRevisions(revision, revision).ended(outcome, to));
    }

    private void read(String key, String value, long modRevision, long storeRevision, long from, long to) {
        addRead(key, value, modRevision, storeRevision, from, to, false, 0, 0);
    }

    private void readAbsent(String key, long storeRevision, long from, long to) {
        addRead(key, null, 0, storeRevision, from, to, false, 0, 0);
    }

    private void addRead(
            String key,
            @Nullable String value,
            long modRevision,
            long storeRevision,
            long from,
            long to,
            boolean local,
            long past,
            long least) {
        history.add(Operation.asked(0, "node1", key, Kind.READ, from)
                .withValue(value)
                .withFound(modRevision > 0)
                .withRevisions(modRevision, storeRevision)
                .asRead(local, past, least)
                .ended(OK, to));
    }

    private void assertCorrect() {
        assertEquals(List.of(), HistoryChecker.check(history.operations()));
    }

    private void assertViolation(String words) {
        List<String> found = HistoryChecker.check(history.operations());
        assertTrue(
                found.stream().anyMatch(text -> text.contains(words)),
                () -> "expected a violation that says \"" + words + "\", but found " + found);
    }
}
