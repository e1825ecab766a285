package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

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
        Path target = folder.resolve("server").resolve("target");
        if (!holdsJar(target)) {
            throw new IllegalStateException(
                    "no server jar in " + target + ": build it first with `mvn -q -DskipTests package`");
        }
        return this;
    }

    private static boolean holdsJar(Path target) {
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.startsWith("trivet-server") && name.endsWith(".jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
