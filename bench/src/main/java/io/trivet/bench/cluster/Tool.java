package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of a command line.
 *
 * @param exitCode its status
 * @param output what it wrote to standard output
 * @param messages what it wrote to standard error
 * @param took how long it ran
 */
public record Tool(int exitCode, String output, String messages, Duration took) {

    /** Whether a command is on the path. */
    static boolean installed(String command) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    /** Runs a command of the project, such as {@code bin/snapshot}, in the project's folder. */
    public static Tool project(Duration limit, String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(arguments));
        return run(limit, Map.of(), words);
    }

    /**
     * Runs a command in the project's folder and waits for its end.
     *
     * @param environment variables besides those of this process
     * @throws IllegalStateException when it has not ended within the limit; it is killed then
     */
    public static Tool run(Duration limit, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("tool", ".out");
            Path messages = Files.createTempFile("tool", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(ProjectRoot.find().folder().toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(messages.toFile());
                builder.environment().put("TRIVET_BUILD", "never"); // Maven may be building at this moment
                builder.environment().putAll(environment);
                long start = System.nanoTime();
                int exitCode = end(builder.start(), limit, command);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                return new Tool(exitCode, text(output), text(messages), took);
            } finally {
                Files.delete(output);
                Files.delete(messages);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    /**
     * The same run, if it ended well.
     *
     * @throws IllegalStateException with what it said, when it did not
     */
    public Tool checked() {
        if (exitCode != 0) {
            throw new IllegalStateException("exit code " + exitCode + ": " + output + messages);
        }
        return this;
    }

    private static int end(Process process, Duration limit, List<String> command) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(command + " has not ended within " + limit.toSeconds() + " s");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
