package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.fail;

import io.trivet.bench.history.History;
import io.trivet.bench.history.HistoryChecker;
import java.util.List;

/** Fails a test with what was violated, in words an operator can use. */
final class Verdict {

    private static final int SHOWN = 8;

    private Verdict() {}

    static void assertCorrect(History history) {
        assertNone("every answer is within the contract", history.complaints());
        assertNone("the history has no violation", HistoryChecker.check(history.operations()));
        System.out.println("  checked: " + history.summary());
    }

    static void assertNone(String expectation, List<String> found) {
        if (found.isEmpty()) {
            return;
        }
        List<String> shown = found.subList(0, Math.min(SHOWN, found.size()));
        fail("expected that " + expectation + ", but found " + found.size() + ":\n  " + String.join("\n  ", shown));
    }
}
