package io.trivet.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.server.config.NodeConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of one node, locked against a second process:
 *
 * <pre>
 * node.json   whose folder this is
 * LOCK        held while a process uses the folder
 * store/      the state machine's RocksDB
 * raft/       log/ meta/ snapshot/
 * backup/     the checkpoint of a backup that is being made
 * </pre>
 */
final class DataFolder implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Locks a node's folder, making it when it does not exist.
     *
     * @throws StartupException when it is in use, is another node's or cluster's, was written by a newer version, or has
     *     lost its log
     */
    static DataFolder open(NodeConfig config) throws StartupException {
        Path root = config.dataDir().toAbsolutePath().normalize();
        FileChannel lockFile = null;
        try {
            Files.createDirectories(root);
            lockFile = lock(root);
            DataFolder folder = new DataFolder(root, lockFile);
            folder.checkIdentity(config);
            folder.checkLogIsThere();
            return folder;
        } catch (IOException e) {
            closeQuietly(lockFile);
            throw refused("the data folder " + root + " cannot be used: " + describe(e), e);
        } catch (StartupException e) {
            closeQuietly(lockFile);
            throw e;
        }
    }

    Path store() {
        return root.resolve("store");
    }

    Path backup() {
        return root.resolve("backup");
    }

    Path raft() {
        return root.resolve("raft");
    }

    private static FileChannel lock(Path root) throws IOException, StartupException {
        FileChannel file = FileChannel.open(root.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw refused("the data folder " + root + " is in use by another process", null);
        }
        return file;
    }

    private void checkIdentity(NodeConfig config) throws IOException, StartupException {
        Path file = root.resolve("node.json");
        if (!Files.exists(file)) {
            if (Files.exists(store()) || Files.exists(raft())) {
                throw refused("the data folder " + root + " has data but no node.json that says whose it is", null);
            }
            write(file, config);
            return;
        }
        JsonNode identity = readIdentity(file);
        int format = identity.path("format").asInt(-1);
        String nodeId = identity.path("node_id").asText("");
        String clusterId = identity.path("cluster_id").asText("");
        if (format > FORMAT) {
            throw refused(
                    "the data folder " + root + " has format " + format + ", written by a newer version; this one"
                            + " reads up to " + FORMAT,
                    null);
        } else if (format < 1) {
            throw refused("the file " + file + " does not say whose folder this is", null);
        } else if (!clusterId.equals(config.clusterId())) {
            throw refused(
                    "the data folder " + root + " belongs to cluster " + clusterId + ", not " + config.clusterId(),
                    null);
        } else if (!nodeId.equals(config.nodeId())) {
            throw refused("the data folder " + root + " belongs to node " + nodeId + ", not " + config.nodeId(), null);
        }
    }

    private static JsonNode readIdentity(Path file) throws IOException, StartupException {
        try {
            return JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw refused("the file " + file + " is damaged: it is not JSON", e);
        }
    }

    /**
     * The log's folder is made before the store's, and the log before the vote: where the later is there without the
     * earlier, the log was lost. Such a node could vote for, and acknowledge, what it has forgotten.
     */
    private void checkLogIsThere() throws IOException, StartupException {
        Path log = raft().resolve("log");
        boolean voted = Files.exists(raft().resolve("meta").resolve("raft_meta"));
        if ((Files.exists(store()) && !Files.exists(log)) || (voted && !Files.exists(log.resolve("CURRENT")))) {
            throw refused(
                    "the data folder " + root
                            + " has lost its raft log, and with it what it has acknowledged; it must not"
                            + " take part again",
                    null);
        }
        Files.createDirectories(log);
    }

    private void write(Path file, NodeConfig config) throws IOException {
        Path beside = root.resolve("node.json.new");
        byte[] content = JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(JSON.createObjectNode()
                        .put("format", FORMAT)
                        .put("node_id", config.nodeId())
                        .put("cluster_id", config.clusterId()));
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(content));
            channel.force(true);
        }
        try {
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename atomically", e);
        }
        try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static StartupException refused(String message, @Nullable Throwable cause) {
        return new StartupException(ExitCode.DATA_FOLDER, message, cause);
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
