package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.cluster.Tool;
import io.trivet.bench.workload.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A short run of {@code bin/torture}, and a check of what it recorded. Its faults are always the same, so that a build tells of the
 * change that it builds; other seeds are for long runs.
 */
class TortureIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Test
    void when_clusterIsTortured_then_everyCheckHolds() throws Exception {
        Seed seed = Seed.announce("TortureIT", 1);
        Path report = Path.of("target", "it", "torture").toAbsolutePath();
        Tool run = Tool.project(
                LIMIT,
                "bin/torture",
                "--seconds",
                "25",
                "--seed",
                Long.toString(seed.value()),
                "--report",
                report.toString());
        System.out.println(run.output());
        assertEquals(0, run.exitCode(), run.messages());
        assertTrue(Files.readString(report.resolve("report.html")).contains("every check holds"));

        Path history = report.resolve("history.jsonl");
        Tool checked = Tool.project(LIMIT, "bin/torture", "check", history.toString());
        assertEquals(0, checked.exitCode(), checked.output() + checked.messages());

        List<String> lines = Files.readAllLines(history);
        assertTrue(lines.size() > 1_000, "only " + lines.size() + " operations");
    }
}
