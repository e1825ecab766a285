package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A signal that Java has no call for. */
public enum Signal {
    /** Freezes a process: it keeps its connections and its memory, and does nothing. */
    STOP,
    /** Lets a frozen process go on. */
    CONT;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /**
     * Sends it.
     *
     * @throws IllegalStateException when it cannot be sent
     */
    public void send(long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).start();
            if (!kill.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + name() + " " + pid + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending a signal", e);
        }
    }
}
