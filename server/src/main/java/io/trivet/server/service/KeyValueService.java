package io.trivet.server.service;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.metrics.Metrics;
import io.trivet.server.raft.FatalErrorHandler;
import io.trivet.server.raft.RaftNode;
import io.trivet.server.service.Failure.Cause;
import io.trivet.server.service.ReadOptions.Consistency;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.PastRead;
import io.trivet.statemachine.Read;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes of keys. Thread-safe; no method blocks. The caller of each names an executor, usually the I/O thread of
 * the connection, on which the future completes unless it is done at once; what is in memory is read there too, and only
 * what takes the disk is read, and completes, on a worker thread. Futures fail with {@link FailureException}.
 */
public final class KeyValueService {
    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final RaftNode raft;
    private final Store store;
    private final Executor workers;
    private final Semaphore reads;
    private final FatalErrorHandler fatal;
    private final KeyValueMetrics metrics;

    /**
     * Serves a store.
     *
     * @param maxReads how many reads may be under way at once; more are turned away as overloaded
     * @param fatal told when the store cannot be read
     */
    public KeyValueService(
            RaftNode raft, Store store, Executor workers, int maxReads, FatalErrorHandler fatal, Metrics metrics) {
        this.raft = raft;
        this.store = store;
        this.workers = workers;
        this.reads = new Semaphore(maxReads);
        this.fatal = fatal;
        this.metrics = new KeyValueMetrics(metrics);
    }

    /**
     * Has a command committed and applied.
     *
     * @param caller as in {@link RaftNode#propose}; the outcome is told there
     * @return its outcome, refusals included
     */
    public CompletableFuture<Outcome> write(Command command, Duration timeout, Executor caller) {
        CompletableFuture<Ended> ended =
                raft.propose(command, Deadline.after(timeout), caller).handle(Ended::now);
        return counted(ended.thenApplyAsync(this::told, caller));
    }

    /** How a write ended on the cluster's side, and when, by {@link System#nanoTime}. */
    private record Ended(
            @Nullable Outcome outcome, @Nullable Throwable failure, long at) {
        static Ended now(@Nullable Outcome outcome, @Nullable Throwable failure) {
            return new Ended(outcome, failure, System.nanoTime());
        }
    }

    private Outcome told(Ended ended) {
        metrics.answering(ended.at());
        Outcome outcome = ended.outcome();
        if (outcome == null) {
            throw failed(Objects.requireNonNull(ended.failure()));
        }
        return outcome;
    }

    /**
     * Reads a key.
     *
     * @param caller as in {@link RaftNode#readBarrier}; what the store has in memory is looked up there
     */
    public CompletableFuture<KvRead> read(byte[] key, ReadOptions options, Executor caller) {
        if (!reads.tryAcquire()) {
            return counted(CompletableFuture.failedFuture(new FailureException(
                    new Failure.Unavailable(Cause.OVERLOADED, "too many reads are under way on this node"))));
        }
        long begun = System.nanoTime();
        Deadline deadline = Deadline.after(options.timeout());
        CompletableFuture<?> ready =
                barrier(options, deadline, caller).thenCompose(fresh -> minRevision(options, deadline));
        CompletableFuture<CompletableFuture<KvRead>> answer = ready.isDone()
                ? ready.handle((fresh, failure) -> lookUp(key, options, begun, failure))
                : ready.handleAsync((fresh, failure) -> lookUp(key, options, begun, failure), caller);
        return counted(answer.thenCompose(Function.identity()).whenComplete((read, failure) -> reads.release()));
    }

    private <T> CompletableFuture<T> counted(CompletableFuture<T> operation) {
        return operation.whenComplete((result, failure) -> {
            if (failure != null) {
                metrics.failed(failure);
            }
        });
    }

    private CompletableFuture<?> barrier(ReadOptions options, Deadline deadline, Executor caller) {
        if (options.consistency() == Consistency.LINEARIZABLE) {
            return raft.readBarrier(deadline, caller);
        }
        Duration maxStale = options.maxStale();
        if (maxStale == null) {
            return AT_ONCE;
        }
        Duration staleness = raft.staleness();
        if (staleness != null && staleness.compareTo(maxStale) <= 0) {
            return AT_ONCE;
        }
        return raft.readBarrier(deadline, caller).exceptionally(failure -> {
            throw new FailureException(new Failure.Unavailable(
                    Cause.TOO_STALE,
                    "this node cannot tell that its data is at most " + maxStale.toMillis() + " ms old: "
                            + Threads.unwrap(failure).getMessage()));
        });
    }

    private CompletableFuture<Void> minRevision(ReadOptions options, Deadline deadline) {
        return store.revision() >= options.minRevision()
                ? AT_ONCE
                : raft.revisionReached(options.minRevision(), deadline);
    }

    private CompletableFuture<KvRead> lookUp(byte[] key, ReadOptions options, long begun, @Nullable Throwable failure) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failed(failure));
        }
        if (options.consistency() == Consistency.LINEARIZABLE) {
            metrics.barrier(begun);
        }
        // Before the read, or a round that ends meanwhile would make it look fresher than it is.
        Duration staleness = options.consistency() == Consistency.STALE ? raft.staleness() : null;
        Read inMemory = options.revision() == 0 ? inMemory(key) : null;
        CompletableFuture<Read> read = inMemory != null
                ? CompletableFuture.completedFuture(inMemory)
                : CompletableFuture.supplyAsync(() -> onDisk(key, options.revision()), workers);
        return read.thenApply(found -> new KvRead(found.revision(), found.record(), options.consistency(), staleness));
    }

    private @Nullable Read inMemory(byte[] key) {
        long begun = System.nanoTime();
        Read read = fromStore(() -> store.tryRead(key));
        metrics.memory(begun);
        return read;
    }

    private Read onDisk(byte[] key, long revision) {
        long begun = System.nanoTime();
        Read read = fromStore(() -> revision == 0 ? store.read(key) : past(key, revision));
        metrics.disk(begun);
        return read;
    }

    private <T extends @Nullable Object> T fromStore(Supplier<T> read) {
        try {
            return read.get();
        } catch (StoreException e) {
            fatal.halt("the store cannot be read: " + e.getMessage(), e);
            throw e;
        }
    }

    private Read past(byte[] key, long revision) {
        PastRead past = store.readAt(key, revision);
        if (past instanceof PastRead.At at) {
            return at.read();
        } else if (past instanceof PastRead.Compacted compacted) {
            throw new FailureException(new Failure.Compacted(
                    compacted.compactedRevision(),
                    "revision " + revision + " is compacted; the oldest that can be read is "
                            + compacted.compactedRevision()));
        } else if (past instanceof PastRead.Future future) {
            throw new FailureException(new Failure.Refused(
                    "future_revision",
                    "revision " + revision + " does not exist yet; the newest is " + future.revision()));
        }
        throw new AssertionError(past);
    }

    /** Passes a result on, or the failure in the terms of this package. */
    static <T> T result(T value, Throwable failure) {
        if (failure == null) {
            return value;
        }
        throw failed(failure);
    }

    private static CompletionException failed(Throwable failure) {
        return new CompletionException(FailureException.of(Threads.unwrap(failure)));
    }
}
