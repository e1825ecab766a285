package io.trivet.bench.load;

import io.trivet.bench.load.compare.CompareCommand;
import io.trivet.bench.load.compare.CompareOptions;
import io.trivet.bench.options.UsageException;
import java.io.IOException;
import java.util.List;

/** {@code bin/bench}. */
public final class Bench {

    /** It was measured, and every answer was right. */
    static final int DONE = 0;

    /** An answer was wrong. */
    static final int WRONG_ANSWER = 1;

    /** It could not be measured; one sentence says why. */
    static final int CANNOT_RUN = 2;

    private static final String HELP = """
            Usage: bin/bench run [OPTION…]         makes load on a cluster, of its own unless told otherwise

              --workload W       set, get, mixed (nine gets for each set) or cas (conditional sets); mixed by default
              --clients N        how many clients, each with a connection and one call at a time; 64 by default
              --value-size N     bytes of a value; 256 by default. Keys have 16
              --keys N           how many keys, written before and drawn evenly; 100000 by default
              --seconds N        how long is measured; 30 by default
              --warm-up N        how many seconds of the same load go before; 10 by default
              --rate N           calls a second, evenly spread, each timed from when it was due;
                                 without it each client calls again as soon as it has its answer
              --consistency C    linearizable or stale, of gets; linearizable by default
              --endpoints A,B…   addresses such as http://127.0.0.1:8001; three nodes of its own by default.
                                 The keys bench-0000000000 and so on are overwritten
              --report DIR       where result.json, report.html and the nodes' folders go; data/bench by default

            Usage: bin/bench compare [OPTION…]     the same load on three nodes of Trivet and of each peer, and for gets on a
                                                   server that answers a constant

              --with PEER        etcd or zookeeper; may be given twice, and left out
              --workloads A,B…   set, get, mixed, cas, stale (gets of what a node has); set,get,mixed by default
              --clients N,M…     how many clients; 64 by default
              --settle N         how many seconds each system serves before the first round, all workloads together: a JVM
                                 goes on getting faster for minutes; 60 by default
              --rounds N         how often each has its turn; 5 by default
              --seconds N        how long each turn is measured; 10 by default
              --warm-up N        how many seconds of the same load go before; 3 by default
              --value-size N, --keys N, --report DIR   as above; data/compare by default

            Usage: bin/bench micro [PATTERN…] [OPTION…]   measures single steps with JMH: applying, reading, encoding

              PATTERN            a regular expression that finds names; all benchmarks by default
              OPTION             an option of JMH: -l lists the benchmarks, -prof gc counts garbage, -f 5 takes five JVMs

            TRIVET_JAVA_OPTS goes to the nodes. Everything that is read is checked.
            Exit code: 0 measured, 1 an answer was wrong, 2 it could not run.
            """;

    private Bench() {}

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(HELP);
            return arguments.isEmpty() ? CANNOT_RUN : DONE;
        }
        try {
            List<String> options = arguments.subList(1, arguments.size());
            return switch (arguments.get(0)) {
                case "compare" ->
                    new CompareCommand(CompareOptions.parse(options), System.out).run() ? DONE : WRONG_ANSWER;
                case "micro" -> MicroCommand.run(options);
                case "run" -> new RunCommand(RunOptions.parse(options), System.out).run();
                default -> throw new UsageException("there is no command " + arguments.get(0));
            };
        } catch (UsageException e) {
            return failed(e.getMessage() + "; see bin/bench --help");
        } catch (IOException | RuntimeException e) {
            return failed("it could not run: " + e.getMessage());
        }
    }

    private static int failed(String why) {
        System.err.println("bench: " + why);
        return CANNOT_RUN;
    }
}
