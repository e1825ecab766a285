package io.trivet.server.cli;

import io.trivet.server.Version;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: {@code bin/trivet}. */
@Command(
        name = "trivet",
        description = "A strongly consistent key-value store that speaks plain HTTP.",
        subcommands = {
            ServerCommand.class,
            StatusCommand.class,
            MemberCommand.class,
            SnapshotCommand.class,
            RestoreCommand.class,
            TrainingCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes:",
            "  0  done",
            "  1  failed for a reason that nobody foresaw",
            "  2  the command line or the configuration is wrong",
            "  3  out of memory",
            "  4  the data folder cannot be used",
            "  5  an address cannot be listened on",
            "  6  the storage or the log failed",
            "  7  the node was removed from the cluster",
            "  8  a backup is damaged, of a newer format, or none at all",
            "  9  no node answered, or the cluster refused",
            "  143  stopped by SIGTERM, in order"
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(
                new PrintWriter(System.out, true, Charset.defaultCharset()),
                new PrintWriter(System.err, true, Charset.defaultCharset()),
                arguments));
    }

    /**
     * Does what the arguments say. Blocks until it is done, for a node for ever.
     *
     * @return what the process is to end with
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new Main()).setOut(out).setErr(err);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("trivet: " + Failures.sentence(failure));
            return Failures.exitCode(failure).code();
        });
        return commandLine.execute(arguments);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
    }

    /** For the tools: what a node would log is not for their users, warnings are. Before the first logger is made. */
    static void logOnlyWarnings() {
        System.setProperty("trivet.log", "WARN");
    }

    static final class VersionProvider implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"trivet " + Version.current() + ", Java " + Runtime.version()};
        }
    }
}
