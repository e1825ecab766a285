package io.trivet.bench.torture;

import io.trivet.bench.fault.FaultChoice;
import io.trivet.bench.options.UsageException;
import java.io.IOException;
import java.util.List;

/** {@code bin/torture}. */
public final class Torture {

    private static final String HELP = """
            Usage: bin/torture [OPTION…]           breaks a cluster of its own under load and checks every answer
                   bin/torture check HISTORY       checks a history that was recorded before

              --seconds N     how long the load and the faults last; 60 by default
              --seed N        of the faults and the operations; drawn and printed by default
              --nodes N       how many nodes; 3 by default
              --clients N     how many clients, each with one call at a time; 8 by default
              --faults A,B…   the kinds of faults, or none; all of them by default:
                              KINDS
              --at-once N     how many faults may overlap, 1 or 2; 2 by default
              --report DIR    where the history, report.html and the nodes' folders go; data/torture/seed-N by default

            Exit code: 0 every check holds, 1 a violation was found, 2 it could not run.
            """;

    private Torture() {}

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(HELP.replace("KINDS", String.join(",", FaultChoice.names())));
            return CheckCommand.CORRECT;
        }
        try {
            if (!arguments.isEmpty() && arguments.get(0).equals("check")) {
                return CheckCommand.run(arguments.subList(1, arguments.size()), System.out, System.err);
            }
            TortureResult result = new TortureRun(TortureOptions.parse(arguments, FaultChoice.names())).run();
            return result.holds() ? CheckCommand.CORRECT : CheckCommand.VIOLATION;
        } catch (UsageException e) {
            return failed(e.getMessage() + "; see bin/torture --help");
        } catch (IOException | RuntimeException e) {
            return failed("it could not run: " + e.getMessage());
        } catch (InterruptedException e) {
            return failed("interrupted");
        } catch (OutOfMemoryError e) {
            return failed("out of memory; TRIVET_TORTURE_OPTS=-Xmx8g gives it more");
        }
    }

    private static int failed(String why) {
        System.err.println("torture: " + why);
        return CheckCommand.CANNOT_RUN;
    }
}
