package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.backup.BackupException;
import io.trivet.server.backup.Verification;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trivet snapshot inspect}: what a backup says of itself. */
@Command(
        name = "inspect",
        description = "Shows what a backup says of itself: whose, when, revision, keys, sizes. Its parts are not read.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class)
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "a backup")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--json", description = "prints JSON")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws BackupException {
        Main.logOnlyWarnings();
        BackupReport report = new BackupReport(file, Verification.inspect(file), null);
        report.print(spec.commandLine().getOut(), json);
        return ExitCode.OK.code();
    }
}
