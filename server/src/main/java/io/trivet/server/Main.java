package io.trivet.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: {@code bin/trivet}. */
@Command(
        name = "trivet",
        description = "A strongly consistent key-value store that speaks plain HTTP.",
        subcommands = {ServerCommand.class, StatusCommand.class},
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
            "  143  stopped by SIGTERM, in order"
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("trivet: " + failure);
            return ExitCode.INTERNAL.code();
        });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
    }

    static final class VersionProvider implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"trivet " + Version.current() + ", Java " + Runtime.version()};
        }
    }
}
