package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.cluster.LoopbackPorts;
import io.trivet.bench.cluster.ProjectRoot;
import io.trivet.bench.cluster.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/cluster}, in a folder of its own with the same programs and other ports. */
class ClusterCommandIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> NODES = List.of("node1", "node2", "node3");
    private static final List<String> PORTS = List.of("7001", "7002", "7003", "8001", "8002", "8003");

    @TempDir
    Path root;

    @BeforeEach
    void copy() throws IOException {
        Path project = ProjectRoot.find().folder();
        Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("conf"));
        for (String program : List.of("bin/cluster", "bin/trivet", "conf/logback.xml")) {
            Files.copy(project.resolve(program), root.resolve(program));
        }
        Files.createSymbolicLink(root.resolve("server"), project.resolve("server"));
        List<Integer> free = LoopbackPorts.pick(PORTS.size());
        for (String node : NODES) {
            String text = Files.readString(project.resolve("conf/" + node + ".yaml"));
            for (int i = 0; i < PORTS.size(); i++) {
                text = text.replace(":" + PORTS.get(i), ":" + free.get(i));
            }
            Files.writeString(root.resolve("conf/" + node + ".yaml"), text);
        }
    }

    @AfterEach
    void killWhatIsLeft() {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(root + "/server/target"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void when_twoStartAtOnce_then_oneStartsAndTheOtherFindsThatAllRun() {
        CompletableFuture<Tool> other = CompletableFuture.supplyAsync(() -> cluster("start"));
        Tool start = cluster("start");
        for (Tool each : List.of(start, other.join())) {
            assertEquals(0, each.exitCode(), each::toString);
        }
        String said = start.output() + other.join().output();
        for (String node : NODES) {
            assertTrue(said.contains("started " + node), said);
            assertTrue(said.contains(node + " is already running"), said);
        }
        Tool stop = cluster("stop").checked();
        for (String node : NODES) {
            assertTrue(stop.output().contains(node + " has stopped"), stop::toString);
        }
    }

    private Tool cluster(String command) {
        return Tool.run(LIMIT, Map.of(), List.of(root.resolve("bin/cluster").toString(), command));
    }
}
