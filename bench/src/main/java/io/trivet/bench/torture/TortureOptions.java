package io.trivet.bench.torture;

import io.trivet.bench.cluster.ProjectRoot;
import io.trivet.bench.fault.FaultPlan;
import io.trivet.bench.options.Arguments;
import io.trivet.bench.options.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What {@code bin/torture} is to do.
 *
 * @param length how long the load and the faults last
 * @param seed of the faults and the operations
 * @param nodes how many nodes the cluster has
 * @param clients how many clients, each with one call at a time
 * @param faults the names of the kinds of faults
 * @param atOnce how many faults may overlap
 * @param report the folder for the history, the report and the nodes' logs
 */
record TortureOptions(
        Duration length, long seed, int nodes, int clients, List<String> faults, int atOnce, Path report) {

    private static final int DEFAULT_SECONDS = 60;
    private static final int DEFAULT_NODES = 3;
    private static final int DEFAULT_CLIENTS = 8;
    private static final int LONGEST_SECONDS = 86_400;
    private static final int MOST_NODES = 9;
    private static final int MOST_CLIENTS = 1_000;

    /**
     * Understands a command line.
     *
     * @param kinds the faults that there are; all of them are the default
     * @throws UsageException that says what is wrong, in one sentence
     */
    static TortureOptions parse(List<String> arguments, List<String> kinds) throws UsageException {
        int seconds = DEFAULT_SECONDS;
        long seed = ThreadLocalRandom.current().nextInt(1_000_000);
        int nodes = DEFAULT_NODES;
        int clients = DEFAULT_CLIENTS;
        List<String> faults = kinds;
        int atOnce = FaultPlan.LANES;
        Path report = null;
        Arguments words = new Arguments(arguments);
        while (words.more()) {
            switch (words.option()) {
                case "--seconds" -> seconds = words.integer(1, LONGEST_SECONDS);
                case "--seed" -> seed = words.number(0, Long.MAX_VALUE);
                case "--nodes" -> nodes = words.integer(1, MOST_NODES);
                case "--clients" -> clients = words.integer(1, MOST_CLIENTS);
                case "--faults" -> faults = faults(words.value(), kinds);
                case "--at-once" -> atOnce = words.integer(1, FaultPlan.LANES);
                case "--report" -> report = Path.of(words.value()).toAbsolutePath();
                default -> throw words.unknown();
            }
        }
        Path folder = report != null ? report : ProjectRoot.find().folder().resolve("data/torture/seed-" + seed);
        return new TortureOptions(
                Duration.ofSeconds(seconds), seed, nodes, clients, List.copyOf(faults), atOnce, folder);
    }

    private static List<String> faults(String names, List<String> kinds) throws UsageException {
        if (names.equals("none")) {
            return List.of();
        }
        List<String> faults = List.of(names.split(",", -1));
        for (String fault : faults) {
            if (!kinds.contains(fault)) {
                throw new UsageException(
                        "there is no fault " + fault + "; there are none, " + String.join(", ", kinds));
            }
        }
        return faults;
    }

    /** The command line that repeats this run. */
    String command() {
        return "bin/torture --seconds " + length.toSeconds() + " --seed " + seed + " --nodes " + nodes + " --clients "
                + clients + " --faults " + (faults.isEmpty() ? "none" : String.join(",", faults))
                + " --at-once " + atOnce;
    }
}
