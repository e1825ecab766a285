package io.trivet.bench.cluster;

import io.trivet.bench.client.KvClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One node as a process of this machine. It may be started, stopped and started again; its data folder and its log
 * file stay the same. Safe for use by many threads, one signal at a time.
 */
public final class NodeProcess {

    private static final Duration DEATH = Duration.ofSeconds(20);
    private static final int TAIL_LINES = 40;

    private final NodeSetup setup;
    private @Nullable Process process;
    private boolean paused;

    NodeProcess(NodeSetup setup) {
        this.setup = setup;
    }

    public String id() {
        return setup.id();
    }

    /** The client of this node, usable whether the node runs or not. */
    public KvClient client() {
        return setup.client();
    }

    public Path dataDir() {
        return setup.dataDir();
    }

    /** Its configuration file. */
    public Path config() {
        return setup.config();
    }

    /** Where clients reach it. */
    public URI http() {
        return setup.http();
    }

    /** Where the other members reach it, {@code host:port}. */
    public String raft() {
        return setup.raft();
    }

    /** Its file system, where it has one of its own. */
    public Optional<Disk> disk() {
        return setup.disk();
    }

    /** Its wall clock, where it has one of its own. */
    public Optional<Clock> clock() {
        return setup.clock();
    }

    /** Starts the process; does not wait until it serves. */
    public synchronized void start() {
        if (alive()) {
            throw new IllegalStateException(id() + " runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(setup.command()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(setup.log().toFile()));
        builder.environment().putAll(setup.environment());
        try {
            process = builder.start();
            paused = false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + setup.command(), e);
        }
    }

    public synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /** True when the process runs and is not frozen. */
    public synchronized boolean responsive() {
        return alive() && !paused;
    }

    public synchronized long pid() {
        return running().pid();
    }

    /** SIGKILL, and waits until the process is gone. */
    public synchronized void kill9() {
        Process target = running();
        target.descendants().forEach(ProcessHandle::destroyForcibly);
        target.destroyForcibly();
        if (!exited(target, DEATH)) {
            throw new IllegalStateException(id() + " outlived SIGKILL by " + DEATH.toSeconds() + " s");
        }
    }

    /** Deletes the data folder, as the loss of the machine does. The process must not run. */
    public synchronized void destroyData() {
        if (alive()) {
            throw new IllegalStateException(id() + " runs");
        }
        try {
            LocalCluster.deleteTree(setup.dataDir());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; does not wait. */
    public synchronized void terminate() {
        running().destroy();
    }

    /** Waits for the end of the process; its exit status, or empty when it still runs after {@code limit}. */
    public OptionalInt awaitExit(Duration limit) {
        Process target = running();
        return exited(target, limit) ? OptionalInt.of(target.exitValue()) : OptionalInt.empty();
    }

    /** SIGSTOP: the node keeps its connections and its beliefs, and does nothing. */
    public synchronized void pause() {
        Signal.STOP.send(pid());
        paused = true;
    }

    /** Its exit status, 128 and the number of the signal that ended it; empty when it runs or never ran. */
    public synchronized OptionalInt exitStatus() {
        return process == null || process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** True from {@link #pause} to {@link #resume}. */
    public synchronized boolean paused() {
        return alive() && paused;
    }

    /** SIGCONT. */
    public synchronized void resume() {
        Signal.CONT.send(pid());
        paused = false;
    }

    /** What every run so far has written to standard output and standard error. */
    public List<String> logLines() {
        try {
            return Files.exists(setup.log()) ? Files.readAllLines(setup.log()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of the log, for error messages. */
    public String logTail() {
        List<String> lines = logLines();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private synchronized Process running() {
        if (process == null) {
            throw new IllegalStateException(id() + " was never started");
        }
        return process;
    }

    private static boolean exited(Process target, Duration limit) {
        try {
            return target.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a process", e);
        }
    }

    @Override
    public String toString() {
        return setup.id();
    }
}
