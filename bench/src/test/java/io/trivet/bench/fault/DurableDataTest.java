package io.trivet.bench.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivet.bench.cluster.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableDataTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> LEFT = Map.of(
            "synced", "synced",
            "grown", "head",
            "content-not-synced", "",
            "renamed", "old name",
            "deleted", "back again",
            "removed/file", "back with its folder");

    @TempDir
    private Path parent;

    private Path data;

    @BeforeEach
    void makeFolder() throws IOException {
        assumeTrue(DurableData.missing().isEmpty(), () -> DurableData.missing().orElse(""));
        data = Files.createDirectory(parent.toRealPath().resolve("data"));
    }

    @Test
    void when_powerIsLost_then_exactlyWhatWasSyncedIsLeft() throws IOException {
        run(PowerVictim.class.getName());
        DurableData.losePower(data);
        assertEquals(LEFT, content());
        assertEquals(true, Files.isDirectory(data.resolve("sub")), "a folder whose name was synced is left, empty");
    }

    @Test
    void when_itStartsAgain_then_whatWasLeftIsDurable() throws IOException {
        run(PowerVictim.class.getName());
        DurableData.losePower(data);
        run("-version");
        DurableData.losePower(data);
        assertEquals(LEFT, content());
    }

    private void run(String what) {
        DurableData durable = new DurableData();
        Map<String, String> environment = new HashMap<>(durable.environment(data));
        environment.put("LD_PRELOAD", durable.library().toString());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Tool.run(LIMIT, environment, List.of(java, "-cp", classes, what, data.toString()))
                .checked();
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                found.put(data.relativize(file).toString(), Files.readString(file));
            }
        }
        return found;
    }
}
