package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.LastResort;
import io.trivet.server.Node;
import io.trivet.server.ProcessEnd;
import io.trivet.server.StartupException;
import io.trivet.server.config.ConfigException;
import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    /** The exit code of a process that ends by SIGTERM. */
    private static final int TERMINATED = 143;

    @Option(names = "--config", paramLabel = "FILE", description = "the node's configuration; see conf/reference.yaml")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "overrides a key of the configuration, for example --set raft.election_timeout=500ms")
    private List<String> overrides = List.of();

    @Override
    public Integer call() throws InterruptedException, ConfigException, StartupException {
        NodeConfig nodeConfig = ConfigLoader.load(config, overrides);
        Node node = Node.start(nodeConfig, new ProcessEnd());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "trivet-stop"));
        new CountDownLatch(1).await(); // a signal ends the process
        return ExitCode.OK.code();
    }

    private static void stop(Node node) {
        LastResort.after(LONGEST_STOP, TERMINATED);
        node.close();
    }
}
