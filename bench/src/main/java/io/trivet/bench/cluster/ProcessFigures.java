package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel says about a process.
 *
 * @param residentKib resident memory in KiB
 * @param threads number of threads
 */
public record ProcessFigures(long residentKib, int threads) {

    /** Reads {@code /proc/PID/status}. */
    public static ProcessFigures of(long pid) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
            return new ProcessFigures(number(lines, "VmRSS:"), (int) number(lines, "Threads:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(List<String> lines, String label) {
        for (String line : lines) {
            if (line.startsWith(label)) {
                return Long.parseLong(
                        line.substring(label.length()).replace("kB", "").trim());
            }
        }
        throw new IllegalStateException("no " + label + " in the status of the process");
    }

    @Override
    public String toString() {
        return residentKib / 1024 + " MiB resident, " + threads + " threads";
    }
}
