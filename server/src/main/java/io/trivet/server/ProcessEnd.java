package io.trivet.server;

import io.trivet.server.raft.FatalErrorHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when storage or log fail: one log line, a moment in which pending requests get their answers, then the
 * end. There is no orderly stop: what failed must not be asked to write once more.
 */
public final class ProcessEnd implements FatalErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);
    private static final long ANSWERS_MILLIS = 500;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final AtomicBoolean ending = new AtomicBoolean();

    @Override
    public void halt(String message, @Nullable Throwable cause) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        LOG.error("the node ends with exit code {}: {}", ExitCode.STORAGE.code(), message, cause);
        Thread end = new Thread(ProcessEnd::end, "trivet-end");
        end.setDaemon(true);
        end.start();
    }

    @Override
    public void removed(String message) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        LOG.warn("the node ends with exit code {}: {}", ExitCode.REMOVED.code(), message);
        LastResort.after(LONGEST_STOP, ExitCode.REMOVED.code());
        new Thread(() -> System.exit(ExitCode.REMOVED.code()), "trivet-end").start();
    }

    private static void end() {
        try {
            Thread.sleep(ANSWERS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.STORAGE.code());
    }
}
