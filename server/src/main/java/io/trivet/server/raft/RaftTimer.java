package io.trivet.server.raft;

import io.trivet.server.concurrent.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread for what this package does by the clock, or must not do on the thread that it is on. */
final class RaftTimer implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftTimer.class);
    private static final long SOON_MILLIS = 10;

    private final ScheduledThreadPoolExecutor executor;

    /** @param name of its thread */
    RaftTimer(String name) {
        executor = new ScheduledThreadPoolExecutor(1, Threads.named(name));
        executor.setRemoveOnCancelPolicy(true);
    }

    ScheduledExecutorService executor() {
        return executor;
    }

    /** Runs a task on the thread; where it is called once the timer is closed, so that whoever waits for it is told. */
    @Override
    public void execute(Runnable task) {
        afterMillis(0, task);
    }

    /** Runs a task in some milliseconds; at once when the timer is closed. */
    void soon(Runnable task) {
        afterMillis(SOON_MILLIS, task);
    }

    private void afterMillis(long millis, Runnable task) {
        Threads.execute(later -> executor.schedule(later, millis, TimeUnit.MILLISECONDS), task);
    }

    /** Runs a task again and again. One that fails is logged and goes on. */
    void every(Duration period, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a periodic task failed", e);
            }
        };
        executor.scheduleWithFixedDelay(guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
