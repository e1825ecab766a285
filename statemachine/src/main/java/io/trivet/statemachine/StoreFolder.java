package io.trivet.statemachine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of the live database, and the folders beside it by which another database takes its place. Each step is one
 * rename, so that whatever moment a crash comes at, {@link #recover} finds either the old database or the new one whole:
 *
 * <ol>
 *   <li>{@code X.staging} is being made and worth nothing,
 *   <li>{@code X.incoming} is complete, on disk, and will be the live one,
 *   <li>{@code X.outgoing} was the live one.
 * </ol>
 *
 * The apply thread owns it. Methods throw {@link StoreException} when the file system fails.
 */
final class StoreFolder {

    private final Path live;
    private final Path staging;
    private final Path incoming;
    private final Path outgoing;

    StoreFolder(Path live) {
        this.live = live.toAbsolutePath().normalize();
        this.staging = beside(".staging");
        this.incoming = beside(".incoming");
        this.outgoing = beside(".outgoing");
    }

    private Path beside(String suffix) {
        return live.resolveSibling(live.getFileName() + suffix);
    }

    Path live() {
        return live;
    }

    Path staging() {
        return staging;
    }

    /** Ends what a crash interrupted; afterwards only the live folder is there, if any. */
    void recover() {
        attempt("make the folder above " + live, () -> Files.createDirectories(Disk.parent(live)));
        unstage();
        if (Files.exists(incoming)) {
            retire();
            promote();
        } else if (Files.exists(outgoing) && !Files.exists(live)) {
            attempt("bring back " + live, () -> Disk.rename(outgoing, live));
        }
        discard();
    }

    /** Whether there is a database, or anything else that must not be taken for one that was never made. */
    boolean isTaken() {
        try {
            return Files.exists(live)
                    && !(Files.isDirectory(live) && Disk.list(live).isEmpty());
        } catch (IOException e) {
            throw new StoreException("cannot look into " + live + ": " + e.getMessage(), e);
        }
    }

    /** Copies a checkpoint, without its manifest. */
    void stage(Path checkpoint) {
        attempt("copy " + checkpoint, () -> {
            Disk.deleteTree(staging);
            TableFiles.copyDatabase(checkpoint, staging);
            Files.deleteIfExists(staging.resolve(CheckpointManifest.FILE_NAME));
        });
    }

    void unstage() {
        attempt("delete " + staging, () -> Disk.deleteTree(staging));
    }

    /** Puts what was staged on disk and decides that it will be the live database. */
    void commit() {
        attempt("keep " + staging, () -> {
            Disk.syncFolder(staging);
            Disk.rename(staging, incoming);
        });
    }

    /** Moves the live folder out of the way, if there is one. It must not be open. */
    void retire() {
        attempt("move " + live, () -> {
            if (Files.exists(live)) {
                Disk.deleteTree(outgoing);
                Disk.rename(live, outgoing);
            }
        });
    }

    void promote() {
        attempt("move " + incoming, () -> Disk.rename(incoming, live));
    }

    void discard() {
        attempt("delete " + outgoing, () -> Disk.deleteTree(outgoing));
    }

    /** Something that the file system may fail at. */
    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(String what, Step step) {
        try {
            step.run();
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("cannot " + what + ": " + e, e);
        }
    }
}
