package io.trivet.bench.load.compare;

import io.trivet.bench.cluster.ProjectRoot;
import io.trivet.bench.load.generator.Keyspace;
import io.trivet.bench.options.Arguments;
import io.trivet.bench.options.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code bin/bench compare} is to do.
 *
 * @param peers the systems to compare with, besides the limits; possibly none
 * @param settle how long each system serves in a first round that does not count, all contests together
 * @param rounds how many measurements of each that count
 * @param report the folder for the report and the systems' folders
 */
public record CompareOptions(
        Set<Peer> peers,
        List<String> workloads,
        List<Integer> clients,
        Keyspace keyspace,
        Duration settle,
        int rounds,
        Duration length,
        Duration warmUp,
        Path report) {

    private static final int MOST_CLIENTS = 10_000;
    private static final int MOST_KEYS = 10_000_000;
    private static final int LONGEST_VALUE = 1 << 20;
    private static final int LONGEST_SECONDS = 3_600;
    private static final int MOST_ROUNDS = 1_000;

    /**
     * Understands a command line.
     *
     * @throws UsageException that says what is wrong, in one sentence
     */
    public static CompareOptions parse(List<String> arguments) throws UsageException {
        Set<Peer> peers = new LinkedHashSet<>();
        List<String> workloads = List.of("set", "get", "mixed");
        List<Integer> clients = List.of(64);
        int valueSize = 256;
        int keys = 100_000;
        int settle = 60;
        int rounds = 5;
        int seconds = 10;
        int warmUp = 3;
        Path report = Path.of("data", "compare");
        Arguments words = new Arguments(arguments);
        while (words.more()) {
            switch (words.option()) {
                case "--with" -> peers.add(Peer.named(words.oneOf(Peer.labels())));
                case "--workloads" -> workloads = words.listOf(Contest.WORKLOADS);
                case "--clients" -> clients = words.integers(1, MOST_CLIENTS);
                case "--value-size" -> valueSize = words.integer(Keyspace.SHORTEST_VALUE, LONGEST_VALUE);
                case "--keys" -> keys = words.integer(1, MOST_KEYS);
                case "--settle" -> settle = words.integer(0, LONGEST_SECONDS);
                case "--rounds" -> rounds = words.integer(1, MOST_ROUNDS);
                case "--seconds" -> seconds = words.integer(1, LONGEST_SECONDS);
                case "--warm-up" -> warmUp = words.integer(0, LONGEST_SECONDS);
                case "--report" -> report = Path.of(words.value()).toAbsolutePath();
                default -> throw words.unknown();
            }
        }
        return new CompareOptions(
                Set.copyOf(peers),
                workloads,
                clients,
                new Keyspace(keys, valueSize),
                Duration.ofSeconds(settle),
                rounds,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(warmUp),
                ProjectRoot.find().folder().resolve(report));
    }

    List<Contest> contests() {
        List<Contest> contests = new ArrayList<>();
        for (String workload : workloads) {
            clients.forEach(number -> contests.add(new Contest(workload, number)));
        }
        return contests;
    }

    /** What is done, in a line. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%s: %s by %s clients, %,d keys, values of %,d bytes, rounds: %d of %d s after %d s, and %d s before the first",
                Stream.concat(
                                Stream.of("trivet"),
                                peers.stream().map(Peer::label).sorted())
                        .collect(Collectors.joining(", ")),
                String.join(", ", workloads),
                clients.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                keyspace.keys(),
                keyspace.valueBytes(),
                rounds,
                length.toSeconds(),
                warmUp.toSeconds(),
                settle.toSeconds());
    }
}
