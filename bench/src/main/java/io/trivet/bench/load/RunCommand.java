package io.trivet.bench.load;

import io.trivet.bench.load.generator.Connector;
import io.trivet.bench.load.generator.Generator;
import io.trivet.bench.load.generator.Ledger;
import io.trivet.bench.load.generator.LoadResult;
import io.trivet.bench.load.generator.Second;
import io.trivet.bench.load.measure.Measured;
import io.trivet.bench.load.system.Target;
import io.trivet.bench.load.system.TrivetCluster;
import io.trivet.bench.load.system.TrivetEndpoints;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** {@code bin/bench run}. */
final class RunCommand {

    private final RunOptions options;
    private final PrintStream out;

    RunCommand(RunOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs to the end.
     *
     * @return the exit code
     * @throws IllegalStateException when it cannot be measured
     */
    int run() throws IOException {
        Files.createDirectories(options.report());
        out.println(options.describe());
        Ledger ledger = new Ledger(options.keyspace());
        Measured measured;
        try (Target target = target();
                Generator generator = generator(target, ledger)) {
            LoadResult fill = generator.fill(this::show);
            out.printf(Locale.ROOT, "  wrote every key in %.1f s, %,.0f a second%n", fill.seconds(), fill.throughput());
            measured = Measured.of(
                    target,
                    generator,
                    ledger,
                    options.mix(),
                    options.schedule(),
                    options.warmUp(),
                    options.length(),
                    this::show);
        }
        out.print(Summary.of(measured));
        List<String> violations = ledger.violations();
        new Report(options.describe(), measured, violations).write(options.report());
        out.println("report: " + options.report().resolve("report.html"));
        violations.forEach(violation -> out.println("WRONG: " + violation));
        out.println(violations.isEmpty() ? "every answer was right" : "an answer was WRONG");
        return violations.isEmpty() ? Bench.DONE : Bench.WRONG_ANSWER;
    }

    private Target target() {
        return options.endpoints().isEmpty()
                ? TrivetCluster.start(options.report())
                : new TrivetEndpoints(options.endpoints());
    }

    private Generator generator(Target target, Ledger ledger) {
        boolean linearizable = options.linearizable();
        Connector connector =
                target.interfaces(linearizable).values().iterator().next();
        return new Generator(connector, options.clients(), ledger, linearizable);
    }

    private void show(Second second) {
        out.printf(
                Locale.ROOT,
                "  %4.0f s  %,8d answered, %d failed, p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                second.at(),
                second.answered(),
                second.failed(),
                second.p50(),
                second.p99(),
                second.longest());
    }
}
