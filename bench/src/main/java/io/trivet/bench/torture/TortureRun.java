package io.trivet.bench.torture;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.fault.FaultChoice;
import io.trivet.bench.fault.FaultPlan;
import io.trivet.bench.fault.FaultRunner;
import io.trivet.bench.history.History;
import io.trivet.bench.history.HistoryChecker;
import io.trivet.bench.history.HistoryFile;
import io.trivet.bench.history.Operation;
import io.trivet.bench.report.HtmlPage;
import io.trivet.bench.workload.RecordingClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One run: starts a cluster, loads and breaks it, reads everything back, and checks all that it said. */
final class TortureRun {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final Duration TRY = Duration.ofMillis(500);

    /** How soon after the last fault every node must serve. */
    private static final Duration LIVENESS = Duration.ofSeconds(60);

    /** How long the clients go on after the last fault. */
    private static final Duration AFTERMATH = Duration.ofSeconds(2);

    private static final Duration LAST_READ = Duration.ofSeconds(60);

    private final TortureOptions options;
    private final PrintStream out = System.out;
    private final History history = new History();
    private final Map<String, List<String>> checks = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    TortureRun(TortureOptions options) {
        this.options = options;
    }

    /**
     * Runs to the end, prints the table and writes the report.
     *
     * @throws IllegalStateException when the cluster or a fault could not be brought about
     */
    TortureResult run() throws IOException, InterruptedException {
        Files.createDirectories(options.report());
        out.println(options.command());
        FaultChoice faults = FaultChoice.named(options.faults());
        faults.notRun().forEach((kind, why) -> out.println("  not run: " + kind + ", " + why));
        FaultPlan plan =
                FaultPlan.of(options.seed(), faults.possible(), options.length(), options.nodes(), options.atOnce());
        out.println(plan);
        TortureResult result;
        try (LocalCluster cluster = LocalCluster.start(options.report(), faults.prepare(spec()))) {
            cluster.awaitReady(START);
            result = torture(cluster, plan, faults.notRun());
        }
        Files.writeString(options.report().resolve("summary.txt"), Summary.of(result));
        page(result).write(options.report().resolve("report.html"));
        out.println();
        out.print(Summary.of(result));
        out.println("report: " + options.report().resolve("report.html"));
        if (result.holds() && !problems.isEmpty()) {
            throw new IllegalStateException("faults could not be injected as planned: " + problems);
        }
        out.println(result.holds() ? "every check holds" : "VIOLATION; repeat it with " + options.command());
        return result;
    }

    private HtmlPage page(TortureResult result) {
        String verdict = result.holds() ? "every check holds" : "VIOLATION";
        return new HtmlPage(
                "torture, seed " + options.seed() + ": " + verdict,
                result.holds(),
                verdict,
                options.command(),
                Charts.draw(result),
                Summary.of(result));
    }

    private ClusterSpec spec() {
        ClusterSpec spec = ClusterSpec.of("cluster", options.nodes());
        String more = System.getenv("TRIVET_JAVA_OPTS");
        return more == null ? spec : spec.withJavaOptions(more);
    }

    private TortureResult torture(LocalCluster cluster, FaultPlan plan, Map<String, String> notRun)
            throws IOException, InterruptedException {
        try (LeaderWatch leaders = new LeaderWatch(cluster);
                Load load = Load.start(cluster, options, history);
                FaultRunner faults = FaultRunner.start(cluster, plan)) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < options.length().toNanos()) {
                Poll.pause(PROGRESS);
                progress(System.nanoTime() - start, leaders, faults);
            }
            faults.await();
            checks.put("every node serves within " + LIVENESS.toSeconds() + " s of the last fault", liveness(cluster));
            faults.healAll(LIVENESS);
            Poll.pause(AFTERMATH);
            load.stop();
            long end = System.nanoTime();
            checks.put("every node shows every key", readAll(cluster));
            checks.put("no node ended by itself", faults.violations());
            checks.put(
                    "all replicas hold the same, byte for byte",
                    new Replicas(cluster, options.report()).compareAndKill());
            problems.addAll(faults.problems());
            problems.forEach(problem -> notes.add("not as planned, which may be why: " + problem));
            check();
            return new TortureResult(
                    options,
                    start,
                    end,
                    history.operations(),
                    faults.events(),
                    notRun,
                    leaders.reigns(),
                    checks,
                    notes);
        }
    }

    private void progress(long elapsed, LeaderWatch leaders, FaultRunner faults) {
        out.printf(
                Locale.ROOT,
                "  %4d s  %,9d calls, %s, %d faults mended%n",
                elapsed / 1_000_000_000,
                history.size(),
                leaders.now(),
                faults.events().size());
    }

    /** Which nodes do not answer a write and a read in time. */
    private List<String> liveness(LocalCluster cluster) {
        long start = System.nanoTime();
        List<String> late = new ArrayList<>();
        for (NodeProcess node : cluster.nodes()) {
            RecordingClient client = new RecordingClient(options.clients(), node, history);
            Duration left = LIVENESS.minusNanos(System.nanoTime() - start);
            try {
                Poll.until(node + " serves", left, () -> serves(client));
            } catch (IllegalStateException e) {
                late.add(node + " did not serve within " + LIVENESS.toSeconds() + " s of the last fault");
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        notes.add(String.format(
                Locale.ROOT, "every node served again %.2f s after the last fault", took.toMillis() / 1e3));
        return late;
    }

    private static boolean serves(RecordingClient client) {
        String key = "liveness/" + client.node();
        return client.put(key, "at " + System.nanoTime(), WriteOptions.PLAIN.within(TRY))
                        .ok()
                && client.get(key, ReadOptions.LINEARIZABLE.within(TRY)).ok();
    }

    /**
     * Has every node show every key, so that the history tells what each of them has in the end.
     *
     * @return the nodes that do not, in time
     */
    private List<String> readAll(LocalCluster cluster) {
        Set<String> keys =
                history.operations().stream().map(Operation::key).collect(Collectors.toCollection(TreeSet::new));
        return cluster.nodes().parallelStream()
                .flatMap(node ->
                        readAll(node, options.clients() + 1 + cluster.nodes().indexOf(node), keys).stream())
                .toList();
    }

    private Optional<String> readAll(NodeProcess node, int process, Set<String> keys) {
        RecordingClient client = new RecordingClient(process, node, history);
        try {
            for (String key : keys) {
                Poll.until(node + " shows " + key, LAST_READ, () -> {
                    int status = client.get(key, ReadOptions.LINEARIZABLE).status();
                    return status == 200 || status == 404;
                });
            }
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(e.getMessage() + "; its log ends:\n" + node.logTail());
        }
    }

    private void check() throws IOException {
        Path file = options.report().resolve("history.jsonl");
        HistoryFile.write(file, history.operations());
        out.printf(Locale.ROOT, "  checking %,d operations%n", history.size());
        checks.put("linearizable; revisions, local and past reads agree", HistoryChecker.check(history.operations()));
        checks.put("every answer is within the contract", history.complaints());
    }
}
