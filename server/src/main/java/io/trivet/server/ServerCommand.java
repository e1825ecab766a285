package io.trivet.server;

import io.trivet.server.config.ConfigException;
import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trivet server}: runs one node until the process is told to stop. */
@Command(
        name = "server",
        description = {
            "Runs one node.",
            "Without a configuration it is a cluster of one: http://127.0.0.1:8080, data in ./data."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class)
final class ServerCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "the node's configuration; see conf/reference.yaml")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "overrides a key of the configuration, for example --set raft.election_timeout=500ms")
    private List<String> overrides = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try {
            NodeConfig nodeConfig = ConfigLoader.load(config, overrides);
            Node node = Node.start(nodeConfig, new ProcessEnd());
            Runtime.getRuntime().addShutdownHook(new Thread(node::close, "trivet-stop"));
            new CountDownLatch(1).await(); // a signal ends the process
            return ExitCode.OK.code();
        } catch (ConfigException e) {
            return failed(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
        } catch (StartupException e) {
            return failed(e.exitCode(), String.valueOf(e.getMessage()));
        }
    }

    private int failed(ExitCode code, String message) {
        spec.commandLine().getErr().println("trivet: " + message);
        return code.code();
    }
}
