package io.trivet.bench.load.generator;

import java.util.concurrent.CompletableFuture;

/** What the clients of one run share. The event loop thread alone, but for {@link #result}. */
final class Run {

    private final Work work;
    private final Schedule schedule;
    private final Recorder recorder;
    private final long start = System.nanoTime();
    private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
    private final boolean strict;
    private int clients;

    /**
     * A run that begins now.
     *
     * @param clients how many take part
     * @param strict whether a call that fails ends it
     */
    Run(Work work, Schedule schedule, Recorder recorder, int clients, boolean strict) {
        this.work = work;
        this.schedule = schedule;
        this.recorder = recorder;
        this.clients = clients;
        this.strict = strict;
    }

    Work work() {
        return work;
    }

    Schedule schedule() {
        return schedule;
    }

    Recorder recorder() {
        return recorder;
    }

    /** Nanoseconds since the run began. */
    long now() {
        return System.nanoTime() - start;
    }

    /** A call has failed. */
    void failed(String code) {
        recorder.failed(code);
        if (strict) {
            result.completeExceptionally(new IllegalStateException("a call outside the measurement failed: " + code));
        }
    }

    /** A client has made its last call. */
    void clientDone() {
        clients--;
        if (clients == 0) {
            result.complete(recorder.result(now()));
        }
    }

    /** Completes when the last client is done. */
    CompletableFuture<LoadResult> result() {
        return result;
    }
}
