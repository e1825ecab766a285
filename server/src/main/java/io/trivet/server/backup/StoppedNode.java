package io.trivet.server.backup;

import io.trivet.server.backup.BackupException.Kind;
import io.trivet.server.folder.DataFolder;
import io.trivet.server.folder.DataFolderException;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.raft.OfflineLog;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import io.trivet.statemachine.StoreOptions;
import io.trivet.statemachine.TableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup from the data folder of a node that does not run: its store, and what only its log has, up to the log's end. The
 * folder is read, never changed; the work is done on a copy, made of hard links where files do not change.
 */
public final class StoppedNode implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(StoppedNode.class);
    static final StoreOptions STORE = new StoreOptions(64 << 20, 1 << 20, 32 << 20);

    private static final String STORE_NAME = "store";

    private final Path dataDir;
    private final Path work;
    private final String version;

    /**
     * @param work a folder for the copy, which is made, and deleted at the end; best on the data folder's file system
     * @param version of this software, written into the backup
     */
    public StoppedNode(Path dataDir, Path work, String version) {
        this.dataDir = dataDir;
        this.work = work;
        this.version = version;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException, BackupException {
        try (DataFolder folder = DataFolder.forReading(dataDir)) {
            if (folder.identity().state() == NodeIdentity.State.RESTORING) {
                throw failed("a restore into it was interrupted", null);
            }
            Path checkpoint = prepare(folder);
            BackupFile.write(checkpoint, out);
        } catch (DataFolderException e) {
            throw new BackupException(Kind.DATA_FOLDER, String.valueOf(e.getMessage()), e);
        } catch (StoreException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        } finally {
            clear();
        }
    }

    @Override
    public Kind blame() {
        return Kind.DATA_FOLDER;
    }

    /** Failing to is no failure of the backup. */
    private void clear() {
        try {
            Disk.deleteTree(work);
        } catch (IOException e) {
            LOG.warn("{} is of no more use and could not be deleted: {}", work, Disk.reason(e));
        }
    }

    private Path prepare(DataFolder folder) throws BackupException {
        try {
            copy(folder);
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException(Kind.DISK, "cannot copy " + dataDir + " to " + work + ": " + reason(e), e);
        }
        Path checkpoint = work.resolve("checkpoint");
        try (Store store =
                Store.open(work.resolve(STORE_NAME), folder.identity().clusterId(), STORE)) {
            OfflineLog.replay(work.resolve("log"), folder.raft().resolve("snapshot"), store);
            store.checkpoint(checkpoint);
            CheckpointManifest.write(checkpoint, version, Instant.now());
            return checkpoint;
        } catch (IOException | StoreException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    /** The store's folder has neighbours when a crash came while a snapshot took its place. */
    private void copy(DataFolder folder) throws IOException {
        Disk.deleteTree(work);
        Files.createDirectory(work);
        for (Path path : Disk.list(folder.root())) {
            String name = path.getFileName().toString();
            if (name.equals(STORE_NAME) || name.startsWith(STORE_NAME + ".")) {
                TableFiles.copyDatabase(path, work.resolve(name));
            }
        }
        if (Files.isDirectory(folder.raft().resolve("log"))) {
            TableFiles.copyDatabase(folder.raft().resolve("log"), work.resolve("log"));
        }
    }

    private static String reason(Exception e) {
        return e instanceof IOException io ? Disk.reason(io) : String.valueOf(e.getMessage());
    }

    private BackupException failed(String why, @Nullable Exception cause) {
        return new BackupException(Kind.DATA_FOLDER, "no backup can be made from " + dataDir + ": " + why, cause);
    }
}
