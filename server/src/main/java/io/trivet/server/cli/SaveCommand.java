package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.Version;
import io.trivet.server.backup.BackupException;
import io.trivet.server.backup.NodeDownload;
import io.trivet.server.backup.Source;
import io.trivet.server.backup.StoppedNode;
import io.trivet.server.backup.Target;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.CheckpointManifest;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trivet snapshot save}: from a running node, or from the folder of one that will not run any more. */
@Command(
        name = "save",
        description = {
            "Saves a backup of a running cluster, from the first node that gives one.",
            "With --data-dir it is made from the folder of a node that does not run, which is not changed: its store and"
                    + " all of its log. For when the majority is gone for good."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class)
final class SaveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the file to save; it appears only once it is whole and verified")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Mixin
    private final Endpoints endpoints = new Endpoints();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "the data folder of a node that does not run")
    private @Nullable Path dataDir;

    @Option(names = "--force", description = "replaces FILE when it exists")
    private boolean force;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "how long a node may send nothing before the next is asked; it reads all of its data before the"
                            + " first byte; by default 120")
    private int patienceSeconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws BackupException {
        Main.logOnlyWarnings();
        checkOptions();
        Target target = new Target(file, force);
        BackupFile backup = dataDir == null ? fromFirstNode(target) : fromFolder(target, dataDir);
        CheckpointManifest manifest = backup.manifest();
        spec.commandLine()
                .getOut()
                .printf(
                        "saved %s: cluster %s, revision %d, %d keys, %s, SHA-256 %s%n",
                        file,
                        manifest.clusterId(),
                        manifest.revision(),
                        manifest.keys(),
                        Sizes.format(backup.bytes()),
                        backup.digest());
        return ExitCode.OK.code();
    }

    private void checkOptions() {
        if (dataDir != null && endpoints.areGiven()) {
            throw wrong("--data-dir and --endpoint do not go together");
        } else if (patienceSeconds < 1 || patienceSeconds > 86_400) {
            throw wrong("--patience must be 1 to 86400");
        }
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private BackupFile fromFirstNode(Target target) throws BackupException {
        List<URI> all = endpoints.all();
        for (URI endpoint : all.subList(0, all.size() - 1)) {
            try {
                return save(target, download(endpoint));
            } catch (BackupException e) {
                if (e.kind() != BackupException.Kind.NODE) {
                    throw e;
                }
                spec.commandLine().getErr().println("trivet: " + e.getMessage() + "; asking the next node");
            }
        }
        return save(target, download(all.get(all.size() - 1)));
    }

    private Source download(URI endpoint) {
        return new NodeDownload(endpoint, Duration.ofSeconds(patienceSeconds));
    }

    private BackupFile fromFolder(Target target, Path folder) throws BackupException {
        Path absolute = file.toAbsolutePath().normalize();
        Path work = absolute.resolveSibling(absolute.getFileName() + ".trivet-work");
        return save(target, new StoppedNode(folder, work, Version.current()));
    }

    private BackupFile save(Target target, Source source) throws BackupException {
        PrintWriter err = spec.commandLine().getErr();
        ProgressLine written = new ProgressLine(err, "written");
        ProgressLine verified = new ProgressLine(err, "verified");
        try {
            return target.save(source, written, verified);
        } finally {
            written.end();
            verified.end();
        }
    }
}
