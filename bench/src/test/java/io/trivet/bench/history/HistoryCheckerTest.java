package io.trivet.bench.history;

import static io.trivet.bench.history.Operation.Outcome.FAIL;
import static io.trivet.bench.history.Operation.Outcome.OK;
import static io.trivet.bench.history.Operation.Outcome.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.history.SimulatedStore.Shape;
import io.trivet.bench.workload.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What revisions alone show, with histories made by hand and simulated ones. The numbers are times: a call lasts from the
 * first to the second.
 */
class HistoryCheckerTest {

    private static final int SIMULATED = 200;

    private final List<Operation> history = new ArrayList<>();

    @Test
    void when_historyIsEmpty_then_itIsCorrect() {
        assertCorrect();
    }

    @Test
    void when_callsFollowEachOther_then_theyAreCorrect() {
        write("k", "a", 0, 10, OK, 1);
        read("k", "a", 1, 1, 11, 12);
        write("k", "b", 20, 30, OK, 2);
        write("other", "x", 31, 35, OK, 3);
        delete("k", 40, 50, OK, 4);
        readAbsent("k", 4, 51, 52);
        write("k", "c", 60, 70, OK, 5);
        read("k", "c", 5, 5, 80, 90);
        assertCorrect();
    }

    @Test
    void when_callsOverlap_then_eitherOrderIsCorrect() {
        write("k", "a", 0, 50, OK, 2);
        write("k", "b", 10, 40, OK, 1);
        read("k", "b", 1, 1, 5, 45);
        read("k", "a", 2, 2, 5, 45);
        assertCorrect();
    }

    @Test
    void when_acknowledgedWriteIsMissing_then_answerIsStale() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        read("k", "a", 1, 1, 21, 30);
        assertViolation("stale answer");
    }

    @Test
    void when_readShowsOldStateOfAnotherKey_then_answerIsStale() {
        write("k", "a", 0, 10, OK, 1);
        write("other", "b", 11, 20, OK, 2);
        read("k", "a", 1, 1, 21, 30);
        assertViolation("stale answer");
    }

    @Test
    void when_readsGoBackInTime_then_laterOneIsStale() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 90, OK, 2);
        read("k", "b", 2, 2, 20, 30);
        read("k", "a", 1, 1, 31, 40);
        assertViolation("stale answer");
    }

    @Test
    void when_readsTellOneRevisionOnlyAndGoBack_then_theyAreWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 90, OK, 2);
        read("k", "b", 2, 0, 20, 30);
        read("k", "a", 1, 0, 31, 40);
        assertViolation("older revision than an earlier read");
    }

    @Test
    void when_readsThatGoBackOverlap_then_theyAreCorrect() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 90, OK, 2);
        read("k", "b", 2, 0, 20, 31);
        read("k", "a", 1, 0, 31, 40);
        assertCorrect();
    }

    @Test
    void when_readTellsTheRevisionOfTheStoreAlone_then_itMayBeLarger() {
        write("k", "a", 0, 10, OK, 1);
        write("other", "b", 11, 20, OK, 2);
        read("k", "a", 2, 0, 21, 30);
        assertCorrect();
    }

    @Test
    void when_readComesBeforeItsWriteWasSent_then_itIsWrong() {
        read("k", "a", 1, 1, 0, 5);
        write("k", "a", 6, 10, OK, 1);
        assertViolation("real time");
    }

    @Test
    void when_writesContradictRealTime_then_theyAreWrong() {
        write("k", "a", 0, 10, OK, 2);
        write("other", "b", 11, 20, OK, 1);
        assertViolation("order of writes against real time");
    }

    @Test
    void when_writeBeginsAtTheInstantAnotherEnds_then_theyAreConcurrent() {
        write("k", "a", 0, 10, OK, 2);
        write("other", "b", 10, 20, OK, 1);
        assertCorrect();
    }

    @Test
    void when_twoWritesShareARevision_then_theyAreWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("other", "b", 0, 20, OK, 1);
        assertViolation("share a revision");
    }

    @Test
    void when_deleteDoesNotTellWhetherItRemovedAnything_then_itMayTellAnOldRevision() {
        write("k", "a", 0, 10, OK, 1);
        add(Operation.asked(0, "", "other", Kind.DELETE, 11), 20, OK, 1, 0);
        assertCorrect();
    }

    @Test
    void when_recordMissesLaterWriteOfItsStoreRevision_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        read("k", "a", 1, 2, 21, 30);
        assertViolation("misses a later write");
    }

    @Test
    void when_acknowledgedWriteIsAbsent_then_itIsLost() {
        write("k", "a", 0, 10, OK, 1);
        readAbsent("k", 1, 21, 30);
        assertViolation("is missing");
    }

    @Test
    void when_unknownDeleteMayExplainAbsence_then_itIsCorrect() {
        write("k", "a", 0, 10, OK, 1);
        delete("k", 11, 20, UNKNOWN, 0);
        readAbsent("k", 2, 21, 30);
        assertCorrect();
    }

    @Test
    void when_unknownDeleteHadAnotherCondition_then_itExplainsNothing() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        add(exchange("a", null, 21), 25, UNKNOWN, 0, 0);
        readAbsent("k", 3, 26, 30);
        assertViolation("is missing");
    }

    @Test
    void when_unknownDeleteWasSentLater_then_itExplainsNothing() {
        write("k", "a", 0, 10, OK, 1);
        readAbsent("k", 1, 21, 30);
        delete("k", 31, 40, UNKNOWN, 0);
        assertViolation("is missing");
    }

    @Test
    void when_deletedKeyIsVisible_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        delete("k", 11, 20, OK, 2);
        read("k", "a", 1, 2, 21, 30);
        assertViolation("misses a later write");
    }

    @Test
    void when_unknownWriteAppearsLate_then_itIsCorrect() {
        write("k", "a", 0, 10, UNKNOWN, 0);
        readAbsent("k", 0, 11, 12);
        write("k", "b", 20, 30, OK, 1);
        read("k", "a", 2, 2, 40, 50);
        assertCorrect();
    }

    @Test
    void when_unknownWriteAppearsTwice_then_itIsWrong() {
        write("k", "a", 0, 10, UNKNOWN, 0);
        read("k", "a", 1, 1, 11, 12);
        write("k", "b", 20, 30, OK, 2);
        read("k", "a", 3, 3, 40, 50);
        assertViolation("shown at another revision");
    }

    @Test
    void when_acknowledgedWriteIsAppliedAgain_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        read("k", "a", 2, 2, 11, 12);
        assertViolation("shown at another revision");
    }

    @Test
    void when_shownUnknownWriteIsGoneAgain_then_itIsLost() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, UNKNOWN, 0);
        read("k", "b", 2, 2, 21, 30);
        read("k", "a", 1, 2, 31, 40);
        assertViolation("misses a later write");
    }

    @Test
    void when_localReadLagsBehind_then_itIsCorrect() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        localRead("k", "a", 1, 1, 0, 21, 30);
        assertCorrect();
    }

    @Test
    void when_localReadShowsAFailedWrite_then_itIsWrong() {
        write("k", "a", 0, 10, FAIL, 0);
        localRead("k", "a", 1, 1, 0, 21, 30);
        assertViolation("nobody wrote");
    }

    @Test
    void when_localReadShowsAnotherValueOfTheRevision_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        localRead("k", "x", 1, 1, 0, 21, 30);
        assertViolation("nobody wrote");
    }

    @Test
    void when_localReadMixesTwoRecords_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        localRead("k", "a", 2, 2, 0, 21, 30);
        assertViolation("another value");
    }

    @Test
    void when_leastRevisionIsHonoured_then_itIsCorrect() {
        write("k", "a", 0, 10, OK, 1);
        localRead("k", "a", 1, 1, 1, 21, 30);
        assertCorrect();
    }

    @Test
    void when_leastRevisionIsNotHonoured_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        localRead("k", "a", 1, 1, 2, 21, 30);
        assertViolation("older than the revision 2 that was asked for");
    }

    @Test
    void when_pastReadShowsThePast_then_itIsCorrect() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        pastRead("k", "a", 1, 1, 21, 30);
        assertCorrect();
    }

    @Test
    void when_pastReadShowsAnotherPast_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        write("k", "c", 21, 30, OK, 3);
        pastRead("k", "a", 1, 2, 31, 40);
        assertViolation("misses a later write");
    }

    @Test
    void when_refusalNamesAnOldRecord_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        add(exchange("x", "y", 21).succeeded(false), 30, OK, 1, 2);
        assertViolation("misses a later write");
    }

    @Test
    void when_unknownDeleteIsSentAtTheInstantOfTheAnswer_then_theyAreConcurrent() {
        write("k", "a", 0, 10, OK, 1);
        readAbsent("k", 1, 21, 30);
        delete("k", 30, 40, UNKNOWN, 0);
        assertCorrect();
    }

    @Test
    void when_recordIsNewerThanItsStore_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        localRead("k", "b", 2, 1, 0, 21, 30);
        assertViolation("a record newer than the revision of the store");
    }

    @Test
    void when_keyIsSeenAtARevisionThatIsNobodys_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("other", "b", 11, 20, OK, 2);
        head("k", 2, 2, 21, 30);
        add(Operation.asked(0, "", "k", Kind.READ, 22), 30, UNKNOWN, 0, 0);
        assertViolation("a revision at which nobody wrote this key");
        write("k", "c", 12, 20, UNKNOWN, 0);
        assertSilent("a revision at which nobody wrote this key");
    }

    @Test
    void when_keyIsSeenAtTheRevisionOfItsDelete_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        delete("k", 11, 20, OK, 2);
        head("k", 2, 2, 21, 30);
        assertViolation("a deleted key is visible");
    }

    @Test
    void when_nothingWasThereThatRefused_then_acknowledgedWriteIsLost() {
        add(exchange("x", "y", 0).succeeded(false), 5, OK, 0, 1);
        write("k", "a", 6, 10, OK, 2);
        assertCorrect();
        add(exchange("x", "y", 21).succeeded(false), 30, OK, 0, 2);
        assertViolation("is missing");
    }

    @Test
    void when_conditionHeldAlthoughAnotherWriteLayBetween_then_itIsWrong() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 20, OK, 2);
        add(exchange("a", "c", 21).succeeded(true), 30, OK, 3, 3);
        assertViolation("its condition held although another write lay in between");
        write("k", "a", 12, 13, UNKNOWN, 0);
        assertCorrect();
    }

    @Test
    void when_keyWasCreatedAlthoughItWasThere_then_itIsWrong() {
        add(exchange(null, "a", 0).succeeded(true), 10, OK, 1, 1);
        add(exchange(null, "b", 11).succeeded(true), 20, OK, 2, 2);
        assertViolation("its condition held although another write lay in between");
        delete("k", 12, 13, UNKNOWN, 0);
        assertCorrect();
    }

    @Test
    void when_deletedKeyIsCreated_then_itIsCorrect() {
        write("k", "a", 0, 10, OK, 1);
        delete("k", 11, 20, OK, 2);
        add(exchange(null, "b", 21).succeeded(true), 30, OK, 3, 3);
        assertCorrect();
    }

    @Test
    void when_readWithALeastRevisionFailed_then_itTellsNothing() {
        write("k", "a", 0, 10, OK, 1);
        add(Operation.asked(0, "", "k", Kind.READ, 11).scope(true, 0, 1), 20, FAIL, 0, 0);
        assertCorrect();
    }

    @Test
    void when_writesTellNoRevision_then_theyShareNone() {
        write("k", "a", 0, 10, OK, 0);
        write("k", "b", 11, 20, OK, 0);
        assertCorrect();
    }

    @Test
    void when_anyEarlierReadIsNewer_then_laterOneIsOld() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 90, OK, 2);
        write("k", "c", 11, 90, OK, 3);
        read("k", "b", 2, 0, 31, 40);
        read("k", "a", 1, 0, 20, 29);
        read("k", "c", 3, 0, 20, 28);
        assertViolation("older revision than an earlier read");
    }

    @Test
    void when_readsAreRecordedOutOfOrder_then_theirTimesCount() {
        write("k", "a", 0, 10, OK, 1);
        write("k", "b", 11, 90, OK, 2);
        read("k", "b", 2, 0, 40, 45);
        read("k", "b", 2, 0, 31, 35);
        read("k", "a", 1, 0, 20, 25);
        assertCorrect();
    }

    @Test
    void when_answersOfOneRevisionAreRecordedOutOfOrder_then_theyHaveNone() {
        write("k", "a", 0, 10, OK, 1);
        read("k", "a", 1, 1, 30, 40);
        read("k", "a", 1, 1, 20, 25);
        assertCorrect();
    }

    @Test
    void when_answerIsStale_then_itIsToldByHowMuch() {
        write("k", "a", 0, 10_000, OK, 1);
        write("k", "b", 11_000, 20_000, OK, 2);
        read("k", "a", 1, 1, 27_000, 30_000);
        assertViolation("was sent 7 us after the end of");
    }

    @Test
    void when_violationIsTold_then_theWritesAroundItAre() {
        for (int i = 1; i <= 20; i++) {
            write("k", "v" + i, 10 * i, 10 * i + 1, OK, i);
        }
        write("k", "open", 500, 501, UNKNOWN, 0);
        localRead("k", "v9", 9, 10, 0, 300, 301);
        List<String> shown =
                HistoryChecker.checkRevisions(history).get(0).lines().toList();
        assertEquals("    history of k around revision 10:", shown.get(1));
        assertTrue(shown.get(2).contains("\"v6\"") && shown.get(10).contains("\"v14\""), shown::toString);
        assertEquals("      and 1 of unknown outcome or revision", shown.get(11));
        assertTrue(shown.get(12).contains("\"open\"") && shown.size() == 13, shown::toString);
    }

    @Test
    void when_theStoreIsCorrect_then_itsRevisionsAre() {
        Random random = Seed.announce("HistoryCheckerTest.correct").stream(1);
        for (int i = 0; i < SIMULATED; i++) {
            history.clear();
            history.addAll(SimulatedStore.run(Shape.drawn(random), random));
            assertCorrect();
            assertEquals(List.of(), HistoryChecker.check(history));
        }
    }

    /** Each change is one that no order of the calls can explain, as all writes that count are known with their revisions. */
    @Test
    void when_oneRevisionIsChanged_then_itIsFound() {
        Random random = Seed.announce("HistoryCheckerTest.lies").stream(2);
        List<UnaryOperator<Operation>> lies = List.of(
                answer -> withRevision(answer, answer.revision() - 1).build(),
                answer -> withRevision(answer, answer.revision() + 1).build(),
                answer -> answer.edit().value("nobody's").build(),
                answer -> withRevision(answer, 0).showsNothing().build());
        for (int i = 0; i < SIMULATED; i++) {
            history.clear();
            history.addAll(SimulatedStore.run(new Shape(8, 300, 2, 0, 0, 1000), random));
            List<Operation> shown = history.stream()
                    .filter(answer -> answer.op() == Kind.READ && answer.value() != null && answer.revision() > 1)
                    .toList();
            Operation honest = shown.get(random.nextInt(shown.size()));
            Operation lie = lies.get(i % lies.size()).apply(honest);
            history.set(history.indexOf(honest), lie);
            assertTrue(!HistoryChecker.checkRevisions(history).isEmpty(), () -> lie + " instead of " + honest);
        }
    }

    private static OperationBuilder withRevision(Operation answer, long revision) {
        return answer.edit().revisions(revision, answer.storeRevision());
    }

    private void write(String key, String value, long from, long to, Outcome outcome, long revision) {
        add(Operation.asked(0, "", key, Kind.WRITE, from).value(value), to, outcome, revision, revision);
    }

    private void delete(String key, long from, long to, Outcome outcome, long revision) {
        OperationBuilder delete = Operation.asked(0, "", key, Kind.DELETE, from);
        add(outcome == OK ? delete.found(true) : delete, to, outcome, revision, revision);
    }

    private void read(String key, String value, long revision, long storeRevision, long from, long to) {
        add(found(key, value, from), to, OK, revision, storeRevision);
    }

    private void readAbsent(String key, long storeRevision, long from, long to) {
        add(Operation.asked(0, "", key, Kind.READ, from).showsNothing(), to, OK, 0, storeRevision);
    }

    private void localRead(
            String key, String value, long revision, long storeRevision, long minRevision, long from, long to) {
        add(found(key, value, from).scope(true, 0, minRevision), to, OK, revision, storeRevision);
    }

    private void pastRead(String key, String value, long revision, long atRevision, long from, long to) {
        add(found(key, value, from).scope(false, atRevision, 0), to, OK, revision, 99);
    }

    private void head(String key, long revision, long storeRevision, long from, long to) {
        add(Operation.asked(0, "", key, Kind.READ, from).shows(null), to, OK, revision, storeRevision);
    }

    private static OperationBuilder exchange(@Nullable String expected, @Nullable String next, long from) {
        return Operation.asked(0, "", "k", Kind.CAS, from).exchange(expected, next);
    }

    private static OperationBuilder found(String key, String value, long from) {
        return Operation.asked(0, "", key, Kind.READ, from).shows(value);
    }

    private void add(OperationBuilder operation, long end, Outcome outcome, long revision, long storeRevision) {
        history.add(
                operation.revisions(revision, storeRevision).ended(outcome, end).build());
    }

    private void assertCorrect() {
        assertEquals(List.of(), HistoryChecker.checkRevisions(history));
    }

    private void assertSilent(String words) {
        assertTrue(HistoryChecker.checkRevisions(history).stream().noneMatch(text -> text.contains(words)));
    }

    private void assertViolation(String words) {
        List<String> found = HistoryChecker.checkRevisions(history);
        assertTrue(HistoryChecker.check(history).containsAll(found));
        assertTrue(
                found.stream().anyMatch(text -> text.contains(words)),
                () -> "expected a violation that says \"" + words + "\", but found " + found);
    }
}
