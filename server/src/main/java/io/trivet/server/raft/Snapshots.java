package io.trivet.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.trivet.server.concurrent.Threads;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.KnownDigests;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raft snapshots of the store: a checkpoint in a subfolder of JRaft's snapshot folder, with a manifest of digests.
 *
 * <p>JRaft calls both methods on its apply thread. Only the checkpoint itself, which flushes and makes hard links, is
 * made there, after most was flushed already; syncing and hashing go on in a thread of its own. JRaft cuts the log behind a
 * snapshot only after it was reported as done, and by then the checkpoint and the live store are on disk.
 */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    /** The subfolder of a JRaft snapshot that is the checkpoint. */
    static final String FOLDER = "store";

    private final Store store;
    private final String version;
    private final ExecutorService background = Threads.pool("trivet-snapshot", 1);
    private final KnownDigests digests = new KnownDigests();
    private final RaftMetrics metrics;

    private volatile long lastIndex;
    private volatile long lastRevision;
    private volatile boolean started;
    private volatile boolean stopping;

    /** @param version the version of this software */
    Snapshots(Store store, String version, RaftMetrics metrics) {
        this.store = store;
        this.version = version;
        this.metrics = metrics;
    }

    /** The applied index of the last snapshot that this node saved or loaded, 0 before the first. */
    long lastIndex() {
        return lastIndex;
    }

    /** The revision of the last snapshot that this node saved or loaded, 0 before the first. */
    long lastRevision() {
        return lastRevision;
    }

    /** Tells that JRaft has started: what is loaded from now on was received from the leader. */
    void started() {
        started = true;
    }

    /**
     * Flushes the store elsewhere and then runs what takes a snapshot: the flush that is left for the apply thread is short,
     * and so is the wait of the writes behind it.
     */
    void flushAndThen(Runnable snapshot) {
        background.execute(() -> {
            if (stopping) {
                return;
            }
            try {
                store.flush();
            } catch (StoreException e) {
                LOG.warn("could not flush the store before a snapshot: {}", e.getMessage());
            }
            snapshot.run();
        });
    }

    void save(SnapshotWriter writer, Closure done) {
        Path folder = Path.of(writer.getPath(), FOLDER);
        long begun = System.nanoTime();
        try {
            store.checkpoint(folder);
            background.execute(() -> finish(writer, folder, begun, done));
        } catch (RuntimeException e) { // whatever it is, JRaft waits for the closure
            done.run(failed(e));
        }
    }

    /**
     * Gives up the snapshot that is being made, so that a stop need not wait until a large store is read: JRaft is told that
     * it failed, and removes it. None is made from now on.
     */
    void stop() {
        stopping = true;
        background.shutdownNow().forEach(Runnable::run); // JRaft waits for each to end, one way or the other
    }

    private void finish(SnapshotWriter writer, Path folder, long begun, Closure done) {
        if (stopping) {
            done.run(failed(new IOException("the node is stopping")));
            return;
        }
        try {
            CheckpointManifest manifest = CheckpointManifest.write(folder, version, Instant.now(), digests);
            addFiles(writer, folder);
            lastRevision = manifest.revision();
            lastIndex = manifest.index();
            metrics.snapshotSaved(begun);
            done.run(Status.OK());
            LOG.info("saved a snapshot at index {}, revision {}", manifest.index(), manifest.revision());
        } catch (IOException | RuntimeException e) {
            done.run(failed(e));
        }
    }

    private static void addFiles(SnapshotWriter writer, Path folder) throws IOException {
        for (Path file : Disk.list(folder)) {
            if (!writer.addFile(FOLDER + "/" + file.getFileName())) {
                throw new IOException("the snapshot already has a file " + file.getFileName());
            }
        }
    }

    /** Not EIO: JRaft would take that for the end of the node, and a snapshot can be tried again. */
    private Status failed(Exception cause) {
        if (stopping) {
            LOG.info("gave up a snapshot, as the node is stopping");
        } else {
            LOG.error("could not save a snapshot: {}", cause.getMessage(), cause);
            metrics.snapshotFailed();
        }
        return new Status(-1, "could not save a snapshot: %s", cause.getMessage());
    }

    /**
     * Puts the store in the state of a snapshot, unless the store is already as far: a restart always offers the last
     * snapshot first.
     *
     * @return false when the snapshot cannot be used; the node then halts
     */
    boolean load(SnapshotReader reader) {
        Path folder = Path.of(reader.getPath(), FOLDER);
        long begun = System.nanoTime();
        try {
            CheckpointManifest manifest = verified(folder);
            long index = manifest.index();
            if (store.appliedIndex() < index) {
                store.replaceWith(folder);
                metrics.snapshotInstalled(begun);
                LOG.info("loaded the snapshot at index {}, revision {}", index, store.revision());
            }
            lastRevision = manifest.revision();
            lastIndex = index;
            if (started) {
                // JRaft forgets its log next, and does not sync what it has received and renamed.
                Disk.syncFolder(folder);
                Disk.syncFolder(Disk.parent(folder));
                release(reader);
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error("cannot load the snapshot in {}: {}", folder, e.getMessage(), e);
            return false;
        }
    }

    /** The manifest of a snapshot. One that is not needed is not read whole. */
    private CheckpointManifest verified(Path folder) throws IOException {
        try {
            CheckpointManifest manifest = CheckpointManifest.read(folder);
            if (store.appliedIndex() < manifest.index()) {
                CheckpointManifest.verify(folder);
            }
            return manifest;
        } catch (StoreException e) {
            String origin =
                    started ? "the leader has sent it from its own disk" : "this node saved or received it before";
            throw new StoreException("it is damaged, and " + origin + ": " + e.getMessage(), e);
        }
    }

    /**
     * Lets JRaft delete a received snapshot once there is a newer one. JRaft closes the reader of the snapshot that it
     * loads while it starts, and forgets to close those of the snapshots that it installs.
     */
    private static void release(SnapshotReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            LOG.warn("the snapshot in {} stays on disk until a restart: {}", reader.getPath(), e.getMessage());
        }
    }
}
