package io.trivet.bench.load;

import io.trivet.bench.cluster.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code bin/bench micro}: the JMH benchmarks in the server's test tree. They run in JVMs of their own, with the options of a
 * node, and keep their stores on the disk of the project.
 */
final class MicroCommand {

    private static final List<String> NODE = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xmx512m");

    private MicroCommand() {}

    /**
     * Runs to the end; JMH says how it goes.
     *
     * @param arguments patterns of names, and options of JMH
     * @return the exit code
     */
    static int run(List<String> arguments) throws IOException {
        Path root = ProjectRoot.find().folder();
        Path build = root.resolve("server").resolve("target");
        Path scratch = Files.createDirectories(root.resolve("data").resolve("micro"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NODE);
        command.addAll(List.of("-Djava.library.path=" + build.resolve("native"), "-Djava.io.tmpdir=" + scratch));
        command.addAll(List.of("-cp", classPath(build), "org.openjdk.jmh.Main"));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0 ? Bench.DONE : Bench.CANNOT_RUN;
        } catch (InterruptedException e) {
            throw new IllegalStateException("it was interrupted", e);
        }
    }

    private static String classPath(Path build) {
        return Stream.of("test-classes", "classes", "lib/*", "jmh/*")
                .map(part -> build.resolve(part).toString())
                .collect(Collectors.joining(":"));
    }
}
