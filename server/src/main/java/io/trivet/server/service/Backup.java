package io.trivet.server.service;

import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** A backup that is ready to be written, once. It keeps others from being made until it is closed. */
public final class Backup implements AutoCloseable {
    private final CheckpointManifest manifest;
    private final Path checkpoint;
    private final Executor thread;
    private final Runnable ended;

    /** @param ended told once nobody needs the checkpoint any more */
    Backup(CheckpointManifest manifest, Path checkpoint, Executor thread, Runnable ended) {
        this.manifest = manifest;
        this.checkpoint = checkpoint;
        this.thread = thread;
        this.ended = ended;
    }

    /** What is in it. */
    public CheckpointManifest manifest() {
        return manifest;
    }

    /** The size in bytes of the backup file. */
    public long length() {
        return BackupFile.length(manifest);
    }

    /** Where {@link #writeTo} is to be called; refuses once the node stops. */
    public Executor thread() {
        return thread;
    }

    /**
     * Writes the backup file. Blocks; ends early when the node stops.
     *
     * @throws IOException when the stream fails
     * @throws StoreException when the checkpoint cannot be read
     */
    public void writeTo(OutputStream out) throws IOException {
        BackupFile.write(checkpoint, out);
    }

    @Override
    public void close() {
        ended.run();
    }
}
