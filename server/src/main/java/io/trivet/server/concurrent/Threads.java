package io.trivet.server.concurrent;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes pools of named daemon threads that end when they have had nothing to do for a while. */
public final class Threads {
    private static final long IDLE_SECONDS = 30;

    private Threads() {}

    /** A pool whose queue has no bound of its own: whoever feeds it must have one. */
    public static ThreadPoolExecutor pool(String name, int threads) {
        return idle(new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name)));
    }

    /** A pool that refuses work past so many queued tasks. */
    public static ThreadPoolExecutor pool(String name, int threads, int maxQueued) {
        return idle(new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxQueued), named(name)));
    }

    /** Names threads {@code name-1}, {@code name-2}, … */
    public static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Has an executor run a task that must not be lost: where it takes none any more, the task runs here.
     *
     * @param task must not throw {@link RejectedExecutionException}, which an executor that runs it at once would pass on
     */
    public static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** The failure of a future without the wrapping that {@link java.util.concurrent.CompletableFuture} adds. */
    public static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static ThreadPoolExecutor idle(ThreadPoolExecutor pool) {
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
