package io.trivet.bench.load.compare;

import io.trivet.bench.load.compare.Comparison.Figures;
import io.trivet.bench.load.constant.ConstantTarget;
import io.trivet.bench.load.generator.Keyspace;
import io.trivet.bench.load.generator.Ledger;
import io.trivet.bench.load.measure.Measured;
import io.trivet.bench.load.system.Target;
import io.trivet.bench.load.system.TrivetCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code bin/bench compare}: every system is started and filled once; then, round after round and contest after contest, each
 * has its turn while the others are frozen. A first round, in which the systems settle, does not count.
 */
public final class CompareCommand {

    private final CompareOptions options;
    private final PrintStream out;
    private final List<Contender> contenders = new ArrayList<>();
    private final Map<Contest, Comparison> results = new LinkedHashMap<>();
    private final List<Double> syncRates = new ArrayList<>();

    public CompareCommand(CompareOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs to the end.
     *
     * @return whether every answer of every system was right
     * @throws IllegalStateException when it cannot be measured
     */
    public boolean run() throws IOException {
        for (Peer peer : options.peers()) {
            peer.missing().ifPresent(how -> {
                throw new IllegalStateException(how);
            });
        }
        Files.createDirectories(options.report());
        options.contests().forEach(contest -> results.put(contest, new Comparison()));
        try {
            start();
            settle();
            for (int i = 1; i <= options.rounds(); i++) {
                out.printf(Locale.ROOT, "round %d of %d%n", i, options.rounds());
                round();
            }
        } finally {
            contenders.forEach(Contender::close);
        }
        List<String> violations = contenders.stream()
                .flatMap(contender -> contender.violations().stream()
                        .map(violation -> contender.target().name() + ": " + violation))
                .toList();
        Report report = new Report(options.describe(), results, syncRates, violations);
        out.print(report.table());
        report.write(options.report());
        out.println("report: " + options.report().resolve("report.html"));
        violations.forEach(violation -> out.println("WRONG: " + violation));
        out.println(violations.isEmpty() ? "every answer was right" : "an answer was WRONG");
        return violations.isEmpty();
    }

    private void start() {
        TrivetCluster ours = TrivetCluster.start(options.report());
        enter(ours, options.keyspace());
        for (Peer peer : options.peers()) {
            enter(peer.start(options.report()), options.keyspace());
        }
        if (results.keySet().stream().anyMatch(Contest::reads)) {
            long node = ours.processes().values().iterator().next();
            int valueBytes = options.keyspace().valueBytes();
            enter(ConstantTarget.start(options.report(), node, valueBytes), new Keyspace(1, valueBytes));
        }
    }

    private void enter(Target target, Keyspace keyspace) {
        Contender contender = new Contender(target, new Ledger(keyspace));
        contenders.add(contender);
        out.printf(Locale.ROOT, "%s: writing %,d keys%n", target.name(), keyspace.keys());
        contender.fill();
    }

    private void settle() {
        if (options.settle().isZero()) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "each system serves for %d s, which do not count%n",
                options.settle().toSeconds());
        Duration each = options.settle().dividedBy(results.size());
        results.keySet().forEach(contest -> measure(contest, Duration.ZERO, each));
    }

    private void round() throws IOException {
        results.forEach((contest, comparison) -> {
            Map<String, Figures> figures = new TreeMap<>();
            measure(contest, options.warmUp(), options.length())
                    .forEach((name, measured) -> figures.put(name, Figures.of(measured)));
            comparison.add(figures);
            figures.forEach((name, one) ->
                    out.printf(Locale.ROOT, "  %-22s %-18s %,9.0f a second%n", contest, name, one.throughput()));
        });
        syncRates.add(SyncRate.measure(options.report()));
    }

    /** Gives each system that takes part in a contest its turn. */
    private Map<String, Measured> measure(Contest contest, Duration warmUp, Duration length) {
        Map<String, Measured> measured = new TreeMap<>();
        for (Contender contender : contenders) {
            if (contest.reads() || !(contender.target() instanceof ConstantTarget)) {
                measured.putAll(contender.measure(contest, warmUp, length));
            }
        }
        return measured;
    }
}
