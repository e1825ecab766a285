package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.cluster.ProjectRoot;
import io.trivet.bench.cluster.Tool;
import io.trivet.bench.workload.Seed;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The torture test notices servers that are wrong; here those that it finds fastest. */
class SabotageIT {

    private static final int VIOLATION = 1;
    private static final int SECONDS = 10;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @ParameterizedTest
    @ValueSource(strings = {"reads-without-barrier", "lost-entry"})
    void when_theServersAreSabotaged_then_tortureFindsAViolation(String sabotage) {
        Path root = ProjectRoot.find().folder();
        Tool torture = Tool.project(
                LIMIT,
                root.resolve("bench/sabotage").toString(),
                sabotage,
                "--seconds",
                String.valueOf(SECONDS),
                "--faults",
                "kill",
                "--seed",
                String.valueOf(Seed.announce("SabotageIT", 1).value()),
                "--report",
                root.resolve("bench/target/it/sabotage-" + sabotage).toString());
        assertEquals(VIOLATION, torture.exitCode(), torture::toString);
    }
}
