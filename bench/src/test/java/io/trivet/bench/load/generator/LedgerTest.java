package io.trivet.bench.load.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.load.generator.Ledger.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final int KEY = 3;

    private final Keyspace keyspace = new Keyspace(10, 64);
    private final Ledger ledger = new Ledger(keyspace);

    private void read(int version, int settledBefore) {
        ledger.read(KEY, keyspace.value(KEY, version), settledBefore);
    }

    private void expect(String... violations) {
        assertEquals(List.of(violations), ledger.violations());
    }

    private void writeAlone(long revision) {
        ledger.written(ledger.write(KEY), revision);
    }

    @Test
    void when_writeWasAlone_then_readMustShowIt() {
        writeAlone(5);
        writeAlone(6);
        read(2, ledger.settled(KEY));
        expect();
        read(1, ledger.settled(KEY));
        expect("key 3 shows its version 1 after 2 was acknowledged");
    }

    @Test
    void when_readMayBeStale_then_anyVersionThatWasSentIsRight() {
        writeAlone(5);
        writeAlone(6);
        read(1, 0);
        expect();
        read(3, 0);
        expect("key 3 holds 64 bytes that were never written to it");
    }

    @Test
    void when_valueIsOfAnotherKey_then_itIsWrong() {
        writeAlone(5);
        ledger.read(KEY, keyspace.value(4, 1), 0);
        ledger.read(KEY, new byte[3], 0);
        expect(
                "key 3 holds 64 bytes that were never written to it",
                "key 3 holds 3 bytes that were never written to it");
    }

    @Test
    void when_writesOverlap_then_eitherMayBeRead() {
        Write first = ledger.write(KEY);
        Write second = ledger.write(KEY);
        ledger.written(second, 8);
        ledger.written(first, 7);
        assertEquals(0, ledger.settled(KEY));
        assertEquals(8, ledger.revision(KEY));
        read(1, ledger.settled(KEY));
        read(2, ledger.settled(KEY));
        expect();
    }

    @Test
    void when_writeBeginsDuringRead_then_eitherMayBeRead() {
        writeAlone(5);
        int before = ledger.settled(KEY);
        Write later = ledger.write(KEY);
        read(2, before);
        ledger.written(later, 6);
        read(2, before);
        read(1, before);
        expect();
    }

    @Test
    void when_outcomeIsUnknown_then_keyIsNeverSettledAgain() {
        writeAlone(5);
        ledger.write(KEY);
        writeAlone(9);
        assertEquals(0, ledger.settled(KEY));
        read(2, ledger.settled(KEY));
        expect();
    }

    @Test
    void when_revisionDoesNotGrow_then_itIsWrong() {
        writeAlone(5);
        writeAlone(5);
        expect("key 3 was written with revision 5 after 5");
    }

    @Test
    void when_compareAndSetIsRefusedWithoutReason_then_itIsWrong() {
        writeAlone(5);
        ledger.conflict(ledger.write(KEY));
        expect("key 3 refused a compare-and-set that nobody had overtaken");
    }

    @Test
    void when_compareAndSetWasOvertaken_then_refusalIsRight() {
        writeAlone(5);
        Write first = ledger.write(KEY);
        Write second = ledger.write(KEY);
        ledger.conflict(first);
        ledger.written(second, 6);
        Write third = ledger.write(KEY);
        ledger.conflict(third);
        expect();
    }

    @Test
    void when_muchIsWrong_then_theFirstAreTold() {
        for (int i = 0; i < 12; i++) {
            ledger.missing(KEY);
        }
        List<String> told = ledger.violations();
        assertEquals(11, told.size());
        assertEquals("and 2 more", told.get(10));
    }
}
