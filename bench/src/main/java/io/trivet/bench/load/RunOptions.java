package io.trivet.bench.load;

import io.trivet.bench.cluster.ProjectRoot;
import io.trivet.bench.load.generator.Keyspace;
import io.trivet.bench.load.generator.Mix;
import io.trivet.bench.load.generator.Schedule;
import io.trivet.bench.options.Arguments;
import io.trivet.bench.options.UsageException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code bin/bench run} is to do.
 *
 * @param rate calls a second, 0 for as many as the clients can make one after the other
 * @param linearizable whether gets must show the last acknowledged write
 * @param endpoints the nodes; a cluster is started when there are none
 * @param report the folder for the report and the nodes' folders
 */
record RunOptions(
        Mix mix,
        int clients,
        Keyspace keyspace,
        Duration length,
        Duration warmUp,
        int rate,
        boolean linearizable,
        List<URI> endpoints,
        Path report) {

    static final int MOST_CLIENTS = 10_000;
    static final int MOST_KEYS = 100_000_000;
    static final int LONGEST_VALUE = 1 << 20;
    static final int LONGEST_SECONDS = 86_400;
    private static final int FASTEST = 1_000_000;

    /**
     * Understands a command line.
     *
     * @throws UsageException that says what is wrong, in one sentence
     */
    static RunOptions parse(List<String> arguments) throws UsageException {
        Mix mix = Mix.MIXED;
        int clients = 64;
        int valueSize = 256;
        int keys = 100_000;
        int seconds = 30;
        int warmUp = 10;
        int rate = 0;
        boolean linearizable = true;
        List<URI> endpoints = List.of();
        Path report = Path.of("data", "bench");
        Arguments words = new Arguments(arguments);
        while (words.more()) {
            switch (words.option()) {
                case "--workload" -> mix = Mix.valueOf(words.oneOf(Mix.labels()).toUpperCase(Locale.ROOT));
                case "--clients" -> clients = words.integer(1, MOST_CLIENTS);
                case "--value-size" -> valueSize = words.integer(Keyspace.SHORTEST_VALUE, LONGEST_VALUE);
                case "--keys" -> keys = words.integer(1, MOST_KEYS);
                case "--seconds" -> seconds = words.integer(1, LONGEST_SECONDS);
                case "--warm-up" -> warmUp = words.integer(0, LONGEST_SECONDS);
                case "--rate" -> rate = words.integer(1, FASTEST);
                case "--consistency" ->
                    linearizable = words.oneOf(List.of("linearizable", "stale")).equals("linearizable");
                case "--endpoints" -> endpoints = endpoints(words.list());
                case "--report" -> report = Path.of(words.value()).toAbsolutePath();
                default -> throw words.unknown();
            }
        }
        return new RunOptions(
                mix,
                clients,
                new Keyspace(keys, valueSize),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(warmUp),
                rate,
                linearizable,
                endpoints,
                ProjectRoot.find().folder().resolve(report));
    }

    private static List<URI> endpoints(List<String> addresses) throws UsageException {
        List<URI> endpoints = new ArrayList<>();
        for (String address : addresses) {
            try {
                URI endpoint = URI.create(address);
                if ("http".equals(endpoint.getScheme()) && endpoint.getHost() != null && endpoint.getPort() > 0) {
                    endpoints.add(endpoint);
                    continue;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw new UsageException("--endpoints takes addresses such as http://127.0.0.1:8001, not " + address);
        }
        return List.copyOf(endpoints);
    }

    Schedule schedule() {
        return rate == 0 ? Schedule.closedLoop() : Schedule.fixedRate(rate, clients);
    }

    /** What is done, in a line. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%s%s, %d clients%s, %,d keys, values of %,d bytes, %d s",
                mix.label(),
                linearizable ? "" : " (stale)",
                clients,
                rate == 0 ? "" : String.format(Locale.ROOT, " at %,d calls a second", rate),
                keyspace.keys(),
                keyspace.valueBytes(),
                length.toSeconds());
    }
}
