package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.cluster.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The classes of a node come from the archive that the build has made for this JVM, and not one by one from the JARs. */
class ClassArchiveIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void when_aProgramOfTheServerStarts_then_itsClassesAreArchived() {
        Tool version = Tool.run(
                        LIMIT, Map.of("TRIVET_JAVA_OPTS", "-Xlog:class+load"), List.of("bin/trivet", "--version"))
                .checked();
        assertTrue(
                version.output().contains("io.trivet.server.cli.Main source: shared objects file (top)"),
                version::toString);
    }
}
