package io.trivet.server.folder;

import com.fasterxml.jackson.core.JacksonException;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.folder.NodeIdentity.State;
import io.trivet.statemachine.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of one node, locked against a second process:
 *
 * <pre>
 * node.json   whose folder this is: {@link NodeIdentity}
 * LOCK        held while a process uses the folder
 * store/      the state machine's RocksDB
 * raft/       log/ meta/ snapshot/
 * backup/     the checkpoint of a backup that is being made
 * </pre>
 *
 * <p>Used by one thread at a time; {@link #identity} may be read by any.
 */
public final class DataFolder implements AutoCloseable {
    private static final String IDENTITY = "node.json";
    private static final String LOCK = "LOCK";

    private final Path root;
    private final @Nullable FileChannel lockFile;
    private volatile NodeIdentity identity;

    private DataFolder(Path root, @Nullable FileChannel lockFile, NodeIdentity identity) {
        this.root = root;
        this.lockFile = lockFile;
        this.identity = identity;
    }

    /**
     * Opens a node's folder to run the node, making it when it does not exist.
     *
     * @throws DataFolderException when it is in use, is another node's or cluster's, was written by a newer version, has
     *     lost its log, was left by an interrupted restore, or is that of a member that was removed
     */
    public static DataFolder open(NodeConfig config) throws DataFolderException {
        return locked(config, folder -> {
            if (folder.isUnused()) {
                folder.update(NodeIdentity.fresh(config.nodeId(), config.clusterId()));
            }
            folder.checkState();
            folder.checkOrigin(config);
            folder.checkLogIsThere();
        });
    }

    /**
     * Opens a node's folder to fill it from a backup. It stays in the state RESTORING, in which no node starts, until
     * {@link #update} says otherwise.
     *
     * @throws DataFolderException when it holds anything but what an earlier restore has left
     */
    public static DataFolder restore(NodeConfig config) throws DataFolderException {
        return locked(config, folder -> {
            if (folder.isUnused()) {
                folder.update(NodeIdentity.fresh(config.nodeId(), config.clusterId())
                        .with(State.RESTORING, NodeIdentity.EMPTY));
            } else if (folder.identity().state() != State.RESTORING) {
                throw refused("the data folder " + folder.root + " holds a node already", null);
            }
        });
    }

    /**
     * Opens the folder of a node that is not running, whosever it is, to do with it as one likes.
     *
     * @throws DataFolderException when it is in use or no node's folder
     */
    public static DataFolder stopped(Path root) throws DataFolderException {
        return ofAnybody(root, DataFolder::lock);
    }

    /**
     * Opens the folder of a node that is not running, whosever it is, to read it. Writes nothing: its disk may be mounted
     * read-only.
     *
     * @throws DataFolderException when it is in use or no node's folder
     */
    public static DataFolder forReading(Path root) throws DataFolderException {
        return ofAnybody(root, DataFolder::lockForReading);
    }

    private static DataFolder ofAnybody(Path root, Locking locking) throws DataFolderException {
        Path folder = root.toAbsolutePath().normalize();
        if (!Files.exists(folder.resolve(IDENTITY))) {
            throw refused(
                    folder + " is no node's data folder: it has no " + IDENTITY
                            + "; name the right one, or move what is there elsewhere",
                    null);
        }
        return opened(folder, null, locking, opened -> {});
    }

    private interface Locking {
        @Nullable FileChannel lock(Path root) throws IOException, DataFolderException;
    }

    private interface Check {
        void accept(DataFolder folder) throws IOException, DataFolderException;
    }

    private static DataFolder locked(NodeConfig config, Check check) throws DataFolderException {
        return opened(
                config.dataDir().toAbsolutePath().normalize(),
                NodeIdentity.fresh(config.nodeId(), config.clusterId()),
                DataFolder::lock,
                check);
    }

    /** @param expected whose it must be if it is anybody's; null when anybody's will do */
    private static DataFolder opened(Path root, @Nullable NodeIdentity expected, Locking locking, Check check)
            throws DataFolderException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw refused(root + " is a file, and no data folder", null);
        }
        FileChannel lockFile = null;
        try {
            lockFile = locking.lock(root);
            NodeIdentity found = identity(root, expected);
            if (found == null) {
                throw refused("the data folder " + root + " has data but no node.json that says whose it is", null);
            }
            DataFolder folder = new DataFolder(root, lockFile, found);
            check.accept(folder);
            return folder;
        } catch (IOException e) {
            closeQuietly(lockFile);
            throw refused("the data folder " + root + " cannot be used: " + describe(e), e);
        } catch (DataFolderException e) {
            closeQuietly(lockFile);
            throw e;
        }
    }

    /** Whose folder this is. */
    public NodeIdentity identity() {
        return identity;
    }

    public Path root() {
        return root;
    }

    public Path store() {
        return root.resolve("store");
    }

    public Path backup() {
        return root.resolve("backup");
    }

    public Path raft() {
        return root.resolve("raft");
    }

    private static FileChannel lock(Path root) throws IOException, DataFolderException {
        Disk.makeFolders(root);
        FileChannel file = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return locked(root, file, false);
    }

    /** A process that runs the node has the lock for itself; where there is no file to lock, none does. */
    private static @Nullable FileChannel lockForReading(Path root) throws IOException, DataFolderException {
        Path file = root.resolve(LOCK);
        return Files.exists(file) ? locked(root, FileChannel.open(file, StandardOpenOption.READ), true) : null;
    }

    private static FileChannel locked(Path root, FileChannel file, boolean shared)
            throws IOException, DataFolderException {
        FileLock lock;
        try {
            lock = file.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw refused("the data folder " + root + " is in use by another process", null);
        }
        return file;
    }

    /** What node.json says; what was expected, when the folder is unused; null when that cannot be. */
    private static @Nullable NodeIdentity identity(Path root, @Nullable NodeIdentity expected)
            throws IOException, DataFolderException {
        Path file = root.resolve(IDENTITY);
        if (!Files.exists(file)) {
            return isUnused(root) ? expected : null;
        }
        NodeIdentity identity = read(file);
        if (expected != null && !identity.clusterId().equals(expected.clusterId())) {
            throw refused(
                    "the data folder " + root + " belongs to cluster " + identity.clusterId() + ", not "
                            + expected.clusterId(),
                    null);
        } else if (expected != null && !identity.nodeId().equals(expected.nodeId())) {
            throw refused(
                    "the data folder " + root + " belongs to node " + identity.nodeId() + ", not " + expected.nodeId(),
                    null);
        }
        return identity;
    }

    private static NodeIdentity read(Path file) throws IOException, DataFolderException {
        byte[] json = Files.readAllBytes(file);
        try {
            int format = NodeIdentity.format(json);
            if (format > NodeIdentity.FORMAT) {
                throw refused(
                        "the data folder " + file.getParent() + " has format " + format
                                + ", written by a newer version; this one reads up to " + NodeIdentity.FORMAT,
                        null);
            } else if (format < 1) {
                throw refused("the file " + file + " does not say whose folder this is", null);
            } else if (format < NodeIdentity.FORMAT) {
                throw refused(
                        "the data folder " + file.getParent() + " has format " + format
                                + ", which was never released and which this version does not read",
                        null);
            }
            return NodeIdentity.decode(json);
        } catch (JacksonException e) {
            throw refused("the file " + file + " is damaged: it is not JSON", e);
        } catch (IOException e) {
            throw refused("the file " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    private boolean isUnused() throws IOException {
        return isUnused(root) && !Files.exists(root.resolve(IDENTITY));
    }

    /** Whether there is nothing but the lock, and what a crash may have left of the first node.json. */
    private static boolean isUnused(Path root) throws IOException {
        try (Stream<Path> content = Files.list(root)) {
            return content.map(path -> path.getFileName().toString())
                    .allMatch(List.of(LOCK, IDENTITY, IDENTITY + ".new")::contains);
        }
    }

    private void checkState() throws DataFolderException {
        if (identity.state() == State.RESTORING) {
            throw refused("the restore into the data folder " + root + " was interrupted; run bin/restore again", null);
        } else if (identity.state() == State.REMOVED) {
            throw refused(
                    identity.nodeId() + " was removed from cluster " + identity.clusterId() + ", and the data folder "
                            + root + " is of no more use; to bring the node back, remove the folder and run:"
                            + " bin/trivet member add",
                    null);
        }
    }

    /** Counts for a folder that no node has run on yet; later the members are those of the Raft log. */
    private void checkOrigin(NodeConfig config) throws DataFolderException {
        if (identity.state() == State.NEW && !Origin.fits(identity.origin(), config.members())) {
            throw refused(
                    "the data folder " + root + " was restored for other members, or other Raft addresses, than the"
                            + " configuration lists; restore it again with this configuration and --move-aside",
                    null);
        }
    }

    /**
     * The log's folder is made before the store's, and the log before the vote: where the later is there without the
     * earlier, the log was lost. Such a node could vote for, and acknowledge, what it has forgotten.
     */
    private void checkLogIsThere() throws IOException, DataFolderException {
        Path log = raft().resolve("log");
        boolean voted = Files.exists(raft().resolve("meta").resolve("raft_meta"));
        boolean begun = Files.exists(store()) || identity.state() == State.MEMBER;
        if ((begun && !Files.exists(log)) || (voted && !Files.exists(log.resolve("CURRENT")))) {
            throw refused(
                    "the data folder " + root
                            + " has lost its raft log, and with it what it has acknowledged; it must not"
                            + " take part again",
                    null);
        }
        // JRaft makes what is missing and does not sync the folder above: its vote and its snapshots would be lost with
        // it.
        for (String part : List.of("log", "meta", "snapshot")) {
            Files.createDirectories(raft().resolve(part));
        }
        Disk.sync(raft());
        Disk.sync(root);
    }

    /**
     * Says what the node is from now on; on disk when this returns.
     *
     * @throws IOException when it cannot be written; the folder then says what it said before
     */
    public void update(NodeIdentity changed) throws IOException {
        Disk.replace(root.resolve(IDENTITY), changed.encode());
        identity = changed;
    }

    private static DataFolderException refused(String message, @Nullable Throwable cause) {
        return new DataFolderException(message, cause);
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static void closeQuietly(@Nullable FileChannel file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                return; // the lock ends with the process at the latest
            }
        }
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        closeQuietly(lockFile);
    }
}
