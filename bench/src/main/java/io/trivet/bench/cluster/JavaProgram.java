package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of programs that are on this JVM's class path. */
public final class JavaProgram {

    private static final String CLASS_PATH = "-cp";

    private JavaProgram() {}

    /** A program in this JVM's Java. */
    public static List<String> command(List<String> options, String mainClass, List<String> arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return command(java.toString(), options, mainClass, arguments);
    }

    /** A program in the Java of a process that runs, with all options of its command line up to the class path. */
    public static List<String> like(long pid, String mainClass, List<String> arguments) {
        try {
            Path file = Path.of("/proc", Long.toString(pid), "cmdline");
            List<String> words =
                    List.of(Files.readString(file, StandardCharsets.UTF_8).split("\0", -1));
            return command(words.get(0), words.subList(1, words.indexOf(CLASS_PATH)), mainClass, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(String java, List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(options);
        command.addAll(List.of(CLASS_PATH, System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }
}
