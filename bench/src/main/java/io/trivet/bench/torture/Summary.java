package io.trivet.bench.torture;

import io.trivet.bench.fault.FaultEvent;
import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table at the end of a run. */
final class Summary {

    private static final int SHOWN_VIOLATIONS = 5;
    private static final long AFTERMATH_NANOS = 1_500_000_000L;

    private final TortureResult result;
    private final StringBuilder text = new StringBuilder();

    private Summary(TortureResult result) {
        this.result = result;
    }

    static String of(TortureResult result) {
        Summary summary = new Summary(result);
        summary.operations();
        summary.faults();
        summary.availability();
        result.notes().forEach(note -> summary.line("%s", note));
        summary.checks();
        return summary.text.toString();
    }

    private void operations() {
        line("%-24s %10s %10s %10s", "operations", "answered", "refused", "unknown");
        row("write", operation -> operation.op() == Kind.WRITE);
        row("compare-and-set, create", operation -> operation.op() == Kind.CAS);
        row("delete", operation -> operation.op() == Kind.DELETE);
        row("read", operation -> isRead(operation) && !operation.stale() && operation.atRevision() == 0);
        row("local read", operation -> isRead(operation) && operation.stale());
        row("read of the past", operation -> isRead(operation) && operation.atRevision() > 0);
        row("all", operation -> true);
        line("");
    }

    private static boolean isRead(Operation operation) {
        return operation.op() == Kind.READ;
    }

    private void row(String name, Predicate<Operation> kind) {
        line(
                "%-24s %,10d %,10d %,10d",
                name, count(kind, Outcome.OK), count(kind, Outcome.FAIL), count(kind, Outcome.UNKNOWN));
    }

    private long count(Predicate<Operation> kind, Outcome outcome) {
        return result.operations().stream()
                .filter(operation -> operation.outcome() == outcome && kind.test(operation))
                .count();
    }

    private void faults() {
        Map<String, Long> kinds =
                struck().collect(Collectors.groupingBy(FaultEvent::kind, TreeMap::new, Collectors.counting()));
        line("%-24s %10s", "faults injected", kinds.isEmpty() ? "none" : "times");
        kinds.forEach((kind, times) -> line("%-24s %,10d", kind, times));
        result.faults().stream()
                .filter(FaultEvent::skipped)
                .forEach(fault -> line("%-24s %s", fault.kind(), fault.note()));
        result.notRun().forEach((kind, why) -> line("%-24s not run: %s", kind, why));
        line("");
    }

    private Stream<FaultEvent> struck() {
        return result.faults().stream().filter(fault -> !fault.skipped());
    }

    /** Whether no other fault, nor its aftermath, touches this one: only then what happened is its own doing. */
    private boolean alone(FaultEvent one) {
        return struck().filter(other -> !other.equals(one))
                .noneMatch(other ->
                        other.start() < one.end() + AFTERMATH_NANOS && one.start() < other.end() + AFTERMATH_NANOS);
    }

    private void availability() {
        Availability served = new Availability(result.operations());
        line("longest unavailability: %s", seconds(served.longestSilence(result.start(), result.end(), result.end())));
        line("");
        Map<String, List<Duration>> silences = new TreeMap<>();
        struck().filter(this::alone).forEach(fault -> {
            String form = fault.kind() + ", " + fault.target().replaceAll(":.*", "");
            silences.computeIfAbsent(form, any -> new ArrayList<>())
                    .add(served.longestSilence(fault.start(), fault.end(), result.end()));
        });
        line("%-42s %10s %10s %10s", "nobody was served for, in faults alone", "times", "median", "worst");
        silences.forEach((form, times) -> {
            times.sort(null);
            line(
                    "%-42s %10d %10s %10s",
                    form, times.size(), seconds(times.get(times.size() / 2)), seconds(times.get(times.size() - 1)));
        });
        line("");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3);
    }

    private void checks() {
        result.checks().forEach((name, wrong) -> {
            line("%-60s %s", name, wrong.isEmpty() ? "holds" : wrong.size() + " VIOLATIONS");
            wrong.stream().limit(SHOWN_VIOLATIONS).forEach(what -> line("    %s", what.replace("\n", "\n    ")));
            if (wrong.size() > SHOWN_VIOLATIONS) {
                line("    and %,d more", wrong.size() - SHOWN_VIOLATIONS);
            }
        });
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
