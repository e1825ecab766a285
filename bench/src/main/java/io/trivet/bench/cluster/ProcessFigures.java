package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the kernel says about a process.
 *
 * @param residentKib resident memory in KiB
 * @param threads number of threads
 * @param cpu what it has used of the processors since its start, to a hundredth of a second
 */
public record ProcessFigures(long residentKib, int threads, Duration cpu) {

    /** A tick of the kernel's accounting as it tells it to programs: a hundredth of a second on every Linux. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Counted from what follows the command in parentheses, which may hold anything. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /** Reads {@code /proc/PID/status} and {@code /proc/PID/stat}. */
    public static ProcessFigures of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            List<String> lines = Files.readAllLines(process.resolve("status"));
            String stat = Files.readString(process.resolve("stat"));
            return new ProcessFigures(number(lines, "VmRSS:"), (int) number(lines, "Threads:"), cpu(stat));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration cpu(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return TICK.multipliedBy(Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
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
