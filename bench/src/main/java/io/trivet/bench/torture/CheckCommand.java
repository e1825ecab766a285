package io.trivet.bench.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.bench.history.HistoryChecker;
import io.trivet.bench.history.HistoryFile;
import io.trivet.bench.history.Operation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code bin/torture check [--json] HISTORY}: checks a recorded history alone. */
public final class CheckCommand {

    /** The history is correct. */
    public static final int CORRECT = 0;

    /** The history is not correct; what was printed says why. */
    public static final int VIOLATION = 1;

    /** There was nothing to check; one sentence says why. */
    public static final int CANNOT_RUN = 2;

    private static final String USAGE = "usage: bin/torture check [--json] HISTORY";
    private static final double NANOS_PER_SECOND = 1e9;

    private CheckCommand() {}

    /**
     * Runs the command.
     *
     * @param args what stands behind {@code check}
     * @return the exit code
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        List<String> files = new ArrayList<>(args);
        boolean json = files.removeIf("--json"::equals);
        if (files.size() != 1 || files.get(0).startsWith("-")) {
            err.println(USAGE);
            return CANNOT_RUN;
        }
        try {
            Verdict verdict = Verdict.of(HistoryFile.read(Path.of(files.get(0))));
            out.println(json ? verdict.json() : verdict.text());
            return verdict.violations().isEmpty() ? CORRECT : VIOLATION;
        } catch (IOException | IllegalStateException e) {
            err.println("torture: cannot check " + files.get(0) + ": " + reason(e));
            return CANNOT_RUN;
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return reason == null ? "it cannot be read" : reason;
    }

    private record Verdict(int operations, long keys, double seconds, List<String> violations) {

        static Verdict of(List<Operation> history) {
            long start = System.nanoTime();
            List<String> violations = HistoryChecker.check(history);
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            long keys = history.stream().map(Operation::key).distinct().count();
            return new Verdict(history.size(), keys, seconds, violations);
        }

        String text() {
            List<String> lines = new ArrayList<>(violations);
            String found = violations.isEmpty() ? "no violation" : violations.size() + " violations";
            lines.add(String.format(
                    Locale.ROOT, "checked %,d operations of %,d keys in %.1f s: %s", operations, keys, seconds, found));
            return String.join(System.lineSeparator(), lines);
        }

        String json() throws JsonProcessingException {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode verdict = mapper.createObjectNode();
            verdict.put("correct", violations.isEmpty());
            verdict.put("operations", operations);
            verdict.put("keys", keys);
            verdict.put("seconds", seconds);
            violations.forEach(verdict.putArray("violations")::add);
            return mapper.writeValueAsString(verdict);
        }
    }
}
