package io.trivet.server.backup;

import io.trivet.server.backup.BackupException.Kind;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.folder.DataFolder;
import io.trivet.server.folder.DataFolderException;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.folder.NodeIdentity.State;
import io.trivet.server.folder.Origin;
import io.trivet.server.raft.RaftBootstrap;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills a node's data folder from a backup, so that all members restored from the same file start as one new cluster.
 *
 * <p>Nothing is touched before the whole file is verified. Then the folder says that it is being restored, in which state no
 * node starts on it, until all of it is on disk; a restore that was interrupted is done again from the beginning.
 */
public final class Restore {

    /** The steps after which a crash leaves something else than before; for tests that crash there. */
    enum Step {
        VERIFIED,
        MOVED_ASIDE,
        MARKED,
        EXTRACTED,
        REBASED,
        BOOTSTRAPPED
    }

    /** Told of each step once it is done. */
    interface Observer {
        void done(Step step);
    }

    /**
     * What a restore has done.
     *
     * @param backup what was restored
     * @param revision of the new cluster
     * @param again whether the folder held just this already, so that nothing was done
     * @param movedAside where the folder that was there is now; null when there was none
     */
    public record Result(
            BackupFile backup,
            long revision,
            boolean again,
            @Nullable Path movedAside) {}

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Set<String> KEPT = Set.of("LOCK", "node.json");

    private final NodeConfig config;
    private final Path root;
    private final long bump;
    private final boolean moveAside;
    private final String version;
    private final Observer observer;

    /**
     * @param bump how far the new cluster's revisions begin above the backup's, at least 0
     * @param moveAside whether a folder that holds a node is renamed; it is refused otherwise
     * @param version of this software
     */
    public Restore(NodeConfig config, long bump, boolean moveAside, String version) {
        this(config, bump, moveAside, version, step -> {});
    }

    Restore(NodeConfig config, long bump, boolean moveAside, String version, Observer observer) {
        this.config = config;
        this.root = config.dataDir().toAbsolutePath().normalize();
        this.bump = bump;
        this.moveAside = moveAside;
        this.version = version;
        this.observer = observer;
    }

    /**
     * Restores a backup file.
     *
     * @param progress told how many bytes of the file are verified so far, on the calling thread
     * @throws BackupException when the file is no whole backup, or the disk fails
     * @throws DataFolderException when the folder is in use, or holds something that must not be overwritten
     */
    public Result run(Path file, LongConsumer progress) throws BackupException, DataFolderException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new BackupException(Kind.DATA_FOLDER, root + " is a file, and no data folder", null);
        }
        requireElsewhere(file);
        BackupFile backup = Verification.digests(file, progress);
        observer.done(Step.VERIFIED);
        String origin = Origin.restored(backup.digest(), bump, config.members());
        long revision = backup.manifest().revision() + bump;
        Path aside = null;
        if (isUsed()) {
            try (DataFolder old = DataFolder.stopped(root)) {
                if (isRestored(old.identity(), origin)) {
                    return new Result(backup, revision, true, null);
                } else if (old.identity().state() != State.RESTORING) {
                    requirePermission(old.identity());
                    requireSpace(backup.manifest().partBytes());
                    aside = setAside();
                }
            }
        } else {
            requireSpace(backup.manifest().partBytes());
        }
        observer.done(Step.MOVED_ASIDE);
        fill(file, backup.digest(), origin);
        return new Result(backup, revision, false, aside);
    }

    /** The folder is renamed or cleared before the file is read for the second time. */
    private void requireElsewhere(Path file) throws BackupException {
        try {
            if (Files.exists(file) && Files.exists(root) && file.toRealPath().startsWith(root.toRealPath())) {
                throw new BackupException(
                        Kind.IN_THE_WAY,
                        file + " lies in the data folder that it is to be restored to; move it elsewhere first",
                        null);
            }
        } catch (IOException e) {
            throw new BackupException(Kind.DISK, "cannot look into " + root + ": " + Disk.reason(e), e);
        }
    }

    private boolean isUsed() throws BackupException {
        try {
            return Files.exists(root)
                    && Disk.list(root).stream()
                            .anyMatch(path -> !path.getFileName().toString().equals("LOCK"));
        } catch (IOException e) {
            throw new BackupException(Kind.DISK, "cannot look into " + root + ": " + Disk.reason(e), e);
        }
    }

    private boolean isRestored(NodeIdentity identity, String origin) {
        return identity.state() == State.NEW
                && identity.origin().equals(origin)
                && identity.nodeId().equals(config.nodeId())
                && identity.clusterId().equals(config.clusterId());
    }

    private void requirePermission(NodeIdentity identity) throws BackupException {
        if (!moveAside) {
            throw new BackupException(
                    Kind.DATA_FOLDER,
                    "the data folder " + root + " holds " + identity.nodeId() + " of cluster " + identity.clusterId()
                            + " already; --move-aside keeps it under another name",
                    null);
        }
    }

    private void requireSpace(long bytes) throws BackupException {
        try {
            Path existing = root;
            while (!Files.exists(existing)) {
                existing = Disk.parent(existing);
            }
            long usable = Files.getFileStore(existing).getUsableSpace();
            if (usable < bytes) {
                throw new BackupException(
                        Kind.DISK,
                        "the restore needs " + bytes + " bytes on the disk of " + root + ", which has " + usable,
                        null);
            }
        } catch (IOException e) {
            throw new BackupException(Kind.DISK, "cannot look at the disk of " + root + ": " + Disk.reason(e), e);
        }
    }

    private Path setAside() throws BackupException {
        Path aside = root.resolveSibling(root.getFileName() + ".aside-" + DATE.format(Instant.now()));
        try {
            if (Files.exists(aside)) {
                throw new BackupException(Kind.IN_THE_WAY, aside + " exists already; try again in a second", null);
            }
            Disk.rename(root, aside);
            return aside;
        } catch (IOException e) {
            throw new BackupException(Kind.DISK, "cannot rename " + root + " to " + aside + ": " + Disk.reason(e), e);
        }
    }

    private void fill(Path file, String digest, String origin) throws BackupException, DataFolderException {
        try (DataFolder folder = DataFolder.restore(config)) {
            observer.done(Step.MARKED);
            clear(folder);
            if (!BackupFile.extract(file, folder.store(), bytes -> {}).digest().equals(digest)) {
                throw new BackupException(Kind.NOT_A_BACKUP, file + " was replaced while it was being restored", null);
            }
            observer.done(Step.EXTRACTED);
            Store.rebase(folder.store(), config.clusterId(), bump, StoppedNode.STORE);
            observer.done(Step.REBASED);
            try (Store store = Store.open(folder.store(), config.clusterId(), StoppedNode.STORE)) {
                RaftBootstrap.make(config, folder.raft(), store, version);
            }
            observer.done(Step.BOOTSTRAPPED);
            folder.update(folder.identity().with(State.NEW, origin));
        } catch (IOException | UncheckedIOException | StoreException e) {
            throw new BackupException(
                    Kind.DISK,
                    "the restore into " + root + " failed, and can be run again: "
                            + (e instanceof IOException io ? Disk.reason(io) : e.getMessage()),
                    e);
        }
    }

    /** Deletes what an interrupted restore has left. */
    private static void clear(DataFolder folder) throws IOException {
        for (Path path : Disk.list(folder.root())) {
            if (!KEPT.contains(path.getFileName().toString())) {
                Disk.deleteTree(path);
            }
        }
    }
}
