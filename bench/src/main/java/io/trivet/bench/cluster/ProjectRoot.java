package io.trivet.bench.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds {@code bin/trivet} and the built server. */
public record ProjectRoot(Path folder) {

    /**
     * The folder of {@code -Dtrivet.root=}; without it, the first at or above the working folder with {@code bin} and
     * {@code pom.xml}.
     *
     * @throws IllegalStateException when there is none, or when the server has not been built
     */
    public static ProjectRoot find() {
        String given = System.getProperty("trivet.root");
        if (given != null) {
            return new ProjectRoot(Path.of(given).toAbsolutePath()).checked();
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("bin")) && Files.isRegularFile(at.resolve("pom.xml"))) {
                return new ProjectRoot(at).checked();
            }
        }
        throw new IllegalStateException("no folder with bin and pom.xml at or above " + start);
    }

    /** The launcher. */
    public Path launcher() {
        return folder.resolve("bin").resolve("trivet");
    }

    private ProjectRoot checked() {
        if (!Files.isExecutable(launcher())) {
            throw new IllegalStateException(launcher() + " is missing or not executable");
        }
        Path jar = folder.resolve("server").resolve("target").resolve("trivet-server.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: build it first with `mvn -q -DskipTests package`");
        }
        return this;
    }
}
