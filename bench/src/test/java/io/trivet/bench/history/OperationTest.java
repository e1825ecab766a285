package io.trivet.bench.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import org.junit.jupiter.api.Test;

/** How operations read in a report. */
class OperationTest {

    @Test
    void when_readIsToldInWords_then_itSaysWhatWasShown() {
        assertTold("read of k: \"a\"", asked(Kind.READ).shows("a").ended(Outcome.OK, 9));
        assertTold("read of k: present", asked(Kind.READ).shows(null).ended(Outcome.OK, 9));
        assertTold("read of k: absent", asked(Kind.READ).showsNothing().ended(Outcome.OK, 9));
        assertTold("read of k: failed", asked(Kind.READ).ended(Outcome.FAIL, 9));
        OperationBuilder read = asked(Kind.READ).shows("a").ended(Outcome.OK, 9);
        assertTold("local read of k: \"a\"", read.scope(true, 0, 0));
        assertTold("read at revision 4 of k: \"a\"", read.scope(false, 4, 0));
    }

    @Test
    void when_writeIsToldInWords_then_itSaysWhatBecameOfIt() {
        assertTold("write \"a\" of k: ok", asked(Kind.WRITE).value("a").ended(Outcome.OK, 9));
        assertTold("write \"a\" of k: unknown", asked(Kind.WRITE).value("a"));
        assertTold("delete of k: ok", asked(Kind.DELETE).found(true).ended(Outcome.OK, 9));
        assertTold(
                "delete of k: nothing was there",
                asked(Kind.DELETE).found(false).ended(Outcome.OK, 9));
    }

    @Test
    void when_exchangeIsToldInWords_then_itSaysWhatItExpected() {
        OperationBuilder exchange = asked(Kind.CAS).succeeded(true).ended(Outcome.OK, 9);
        assertTold("if \"a\" \"b\" of k: ok", exchange.exchange("a", "b"));
        assertTold("create \"b\" of k: ok", exchange.exchange(null, "b"));
        assertTold("if \"a\" delete of k: ok", exchange.exchange("a", null));
        assertTold("if \"a\" delete of k: refused", exchange.succeeded(false));
    }

    @Test
    void when_moreIsKnown_then_itIsToldOnce() {
        OperationBuilder write = asked(Kind.WRITE).value("a").ended(Outcome.OK, 9);
        assertTold("write \"a\" of k: ok, revision 7", write.revisions(7, 7));
        assertTold("write \"a\" of k: ok, revision 7", write.revisions(7, 0));
        assertTold("write \"a\" of k: ok, revision 7, store at 8", write.revisions(7, 8));
        assertEquals(
                "process 1 delete of k through node2: unknown",
                Operation.asked(1, "node2", "k", Kind.DELETE, 0).build().toString());
    }

    private static OperationBuilder asked(Kind kind) {
        return Operation.asked(3, "", "k", kind, 5);
    }

    private static void assertTold(String words, OperationBuilder operation) {
        assertEquals("process 3 " + words, operation.build().toString());
    }
}
