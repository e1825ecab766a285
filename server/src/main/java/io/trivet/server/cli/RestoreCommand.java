package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.Version;
import io.trivet.server.backup.BackupException;
import io.trivet.server.backup.Restore;
import io.trivet.server.config.ConfigException;
import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.folder.DataFolderException;
import io.trivet.statemachine.CheckpointManifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trivet restore}: fills the data folder of one node from a backup. */
@Command(
        name = "restore",
        description = {
            "Fills the data folder of one node from a backup. Run it for each member, with the same file, before any of"
                    + " them starts; together they are a new cluster with the backup's data.",
            "Nothing is touched before the whole file is verified. After an interruption run it again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class)
final class RestoreCommand implements Callable<Integer> {
    private static final long MAX_BUMP = 1_000_000_000_000_000L;

    @Parameters(paramLabel = "FILE", description = "a backup")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "the node's configuration")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "overrides a key of the configuration, as for the server")
    private List<String> overrides = List.of();

    @Option(
            names = "--bump-revision",
            paramLabel = "N",
            defaultValue = "1000000",
            description =
                    "how far above the backup's revision the new cluster begins, so that no client takes a new record"
                            + " for one it knows; the same on all members; by default 1000000")
    private long bump;

    @Option(
            names = "--move-aside",
            description = "renames a data folder that is there already, adding the time to its name; without it such a"
                    + " folder is refused")
    private boolean moveAside;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, BackupException, DataFolderException {
        Main.logOnlyWarnings();
        if (bump < 0 || bump > MAX_BUMP) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--bump-revision must be 0 to " + MAX_BUMP + ", but is " + bump);
        }
        NodeConfig nodeConfig = ConfigLoader.load(config, overrides);
        ProgressLine verified = new ProgressLine(spec.commandLine().getErr(), "verified");
        Restore.Result result = new Restore(nodeConfig, bump, moveAside, Version.current()).run(file, verified);
        verified.end();
        print(spec.commandLine().getOut(), nodeConfig, result);
        return ExitCode.OK.code();
    }

    private void print(PrintWriter out, NodeConfig nodeConfig, Restore.Result result) {
        CheckpointManifest manifest = result.backup().manifest();
        if (result.movedAside() != null) {
            out.printf("the data folder that was there is now %s%n", result.movedAside());
        }
        out.printf(
                "%s %s in %s: %d keys of cluster %s as of %s; revisions go on above %d%n",
                result.again() ? "nothing to do, this was restored already:" : "restored",
                nodeConfig.nodeId(),
                nodeConfig.dataDir(),
                manifest.keys(),
                manifest.clusterId(),
                manifest.created(),
                result.revision());
        out.flush();
    }
}
