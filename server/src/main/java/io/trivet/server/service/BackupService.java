package io.trivet.server.service;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.raft.RaftNode;
import io.trivet.server.service.Failure.Cause;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes backups of this node's store, one at a time, on a thread of their own. Thread-safe; only {@link #close} blocks.
 *
 * <p>While a backup is under way a checkpoint is on disk: hard links to files of the store, which cost space only as far
 * as the store replaces them meanwhile.
 */
public final class BackupService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupService.class);
    private static final Duration END = Duration.ofSeconds(2);

    private final RaftNode raft;
    private final Store store;
    private final Path folder;
    private final String version;
    private final ExecutorService thread = Threads.pool("trivet-backup", 1);
    private final AtomicBoolean underWay = new AtomicBoolean();

    /**
     * Removes what a process before this one left in the folder.
     *
     * @param folder for checkpoints: nobody else's, and on the store's file system
     * @param version of this software, written into backups
     * @throws StoreException when the folder cannot be emptied
     */
    public BackupService(RaftNode raft, Store store, Path folder, String version) {
        this.raft = raft;
        this.store = store;
        this.folder = folder;
        this.version = version;
        empty();
    }

    /**
     * Starts a backup that holds every write acknowledged before this call.
     *
     * @param timeout for the read barrier; the checkpoint and its digests take the time they take
     * @return the backup, ready to be written, which the caller must close; or fails with {@link FailureException}
     */
    public CompletableFuture<Backup> begin(Duration timeout) {
        if (!underWay.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(
                    new FailureException(new Failure.Busy("backup_running", "a backup of this node is under way")));
        }
        return raft.readBarrier(Deadline.after(timeout), Runnable::run)
                .handleAsync(
                        (fresh, failure) -> {
                            if (failure != null) {
                                throw new CompletionException(FailureException.of(Threads.unwrap(failure)));
                            }
                            return checkpoint();
                        },
                        thread)
                .handle((backup, failure) -> {
                    if (failure == null) {
                        return backup;
                    }
                    underWay.set(false);
                    throw new CompletionException(stopped(Threads.unwrap(failure)));
                });
    }

    private static Throwable stopped(Throwable failure) {
        return failure instanceof RejectedExecutionException
                ? new FailureException(new Failure.Unavailable(Cause.STOPPING, "this node is shutting down"))
                : failure;
    }

    private Backup checkpoint() {
        try {
            makeFolder();
            Path checkpoint = folder.resolve("checkpoint");
            store.checkpoint(checkpoint);
            return new Backup(
                    CheckpointManifest.write(checkpoint, version, Instant.now()), checkpoint, thread, this::ended);
        } catch (StoreException e) {
            empty();
            LOG.error("a backup could not be made: {}", e.getMessage(), e);
            throw new FailureException(
                    new Failure.Failed("backup_failed", "a backup could not be made: " + e.getMessage()));
        }
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreException("cannot make the folder " + folder + ": " + Disk.reason(e), e);
        }
    }

    private void ended() {
        try {
            empty();
        } finally {
            underWay.set(false);
        }
    }

    private void empty() {
        try {
            Disk.deleteTree(folder);
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Cuts a backup that is under way off, and refuses further ones. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a backup did not end within {} s", END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        empty();
    }
}
