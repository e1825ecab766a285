package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Processes with names. Closing it kills them all; so does the end of this JVM. One thread. */
public final class ProcessGroup implements AutoCloseable {

    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Thread shutdownHook;

    /** An empty group; {@code name} is that of the thread which kills it when this JVM ends. */
    public ProcessGroup(String name) {
        this.shutdownHook = new Thread(this::killAll, "kill-" + name);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /** Starts one more; what it prints is appended to {@code log}. */
    public void start(String name, List<String> command, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            processes.put(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** The ids of all that were started and not killed. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        processes.forEach((name, process) -> pids.put(name, process.pid()));
        return pids;
    }

    /** Kills every process with SIGKILL. */
    public void killAll() {
        processes.values().forEach(Process::destroyForcibly);
        processes.values().forEach(process -> process.onExit().join());
        processes.clear();
    }

    @Override
    public void close() {
        killAll();
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }
}
