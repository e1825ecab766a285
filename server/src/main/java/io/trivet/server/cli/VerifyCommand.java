package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.backup.BackupException;
import io.trivet.server.backup.Verification;
import io.trivet.statemachine.Disk;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trivet snapshot verify}: whether a backup can be restored. */
@Command(
        name = "verify",
        description =
                "Proves that a backup can be restored: every digest is right, and the store in it opens and agrees"
                        + " with itself.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class)
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "a backup")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--json", description = "prints JSON")
    private boolean json;

    @Option(
            names = "--tmp",
            paramLabel = "DIR",
            description =
                    "where the store is extracted to for a while, which takes the space of the backup once more; by"
                            + " default beside FILE")
    private @Nullable Path temporary;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws BackupException {
        Main.logOnlyWarnings();
        ProgressLine verified = new ProgressLine(spec.commandLine().getErr(), "verified");
        Verification result = Verification.run(file, temporary == null ? Disk.parent(file) : temporary, verified);
        verified.end();
        new BackupReport(file, result.backup(), result).print(spec.commandLine().getOut(), json);
        return ExitCode.OK.code();
    }
}
