package io.trivet.bench.workload;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waiting for tasks. */
final class Futures {

    private Futures() {}

    /** Waits for the task and rethrows its failure. */
    static <T> T value(Future<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a task", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed: " + e.getCause(), e.getCause());
        }
    }
}
