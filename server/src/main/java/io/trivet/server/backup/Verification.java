package io.trivet.server.backup;

import io.trivet.server.backup.BackupException.Kind;
import io.trivet.statemachine.AuditReport;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * The proof that a backup can be restored: its digests are right, its store opens, and the store agrees with itself.
 *
 * @param backup what is in it
 * @param audit what was counted in it
 * @param content SHA-256 in hex over all rows of its store. Replicas at the same log index have the same, though their
 *     files differ
 */
public record Verification(BackupFile backup, AuditReport audit, String content) {

    /**
     * Verifies a backup file.
     *
     * @param temporary an existing folder, in which another is made for the extracted store, and deleted at the end
     * @param progress told how many bytes of the file are verified so far, on the calling thread
     */
    public static Verification run(Path file, Path temporary, LongConsumer progress) throws BackupException {
        BackupFile backup = digests(file, progress);
        Path folder = makeFolder(temporary);
        try {
            Path extracted = folder.resolve("store");
            extract(file, extracted);
            return verification(file, backup, extracted);
        } finally {
            delete(folder);
        }
    }

    /** Reads a backup file's head and trailer; compares the manifest's own digest alone, and the sizes. */
    public static BackupFile inspect(Path file) throws BackupException {
        try {
            return BackupFile.inspect(file);
        } catch (StoreException e) {
            throw new BackupException(Kind.NOT_A_BACKUP, String.valueOf(e.getMessage()), e);
        }
    }

    /** Compares every digest and nothing more. */
    static BackupFile digests(Path file, LongConsumer progress) throws BackupException {
        try {
            return BackupFile.verify(file, progress);
        } catch (StoreException e) {
            throw new BackupException(Kind.NOT_A_BACKUP, String.valueOf(e.getMessage()), e);
        }
    }

    private static Path makeFolder(Path parent) throws BackupException {
        try {
            return Files.createTempDirectory(parent, ".trivet-verify-");
        } catch (IOException e) {
            throw new BackupException(
                    Kind.DISK, "cannot make a temporary folder in " + parent + ": " + Disk.reason(e), e);
        }
    }

    private static void extract(Path file, Path folder) throws BackupException {
        try {
            BackupFile.extract(file, folder, bytes -> {});
        } catch (StoreException e) {
            throw new BackupException(Kind.DISK, String.valueOf(e.getMessage()), e);
        }
    }

    private static Verification verification(Path file, BackupFile backup, Path folder) throws BackupException {
        CheckpointManifest manifest = backup.manifest();
        AuditReport audit;
        String content;
        try (Store store = Store.open(folder, manifest.clusterId(), StoppedNode.STORE)) {
            audit = store.audit();
            content = HexFormat.of().formatHex(store.digest());
        } catch (StoreException e) {
            throw new BackupException(
                    Kind.NOT_A_BACKUP,
                    "the digests of " + file + " are right, but its store is not: " + e.getMessage(),
                    e);
        }
        if (audit.revision() != manifest.revision()
                || audit.compactedRevision() != manifest.compactedRevision()
                || audit.keys() != manifest.keys()) {
            throw new BackupException(
                    Kind.NOT_A_BACKUP, "the store in " + file + " is not the one that its manifest describes", null);
        }
        return new Verification(backup, audit, content);
    }

    private static void delete(Path folder) throws BackupException {
        try {
            Disk.deleteTree(folder);
        } catch (IOException e) {
            throw new BackupException(Kind.DISK, "cannot delete " + folder + ": " + Disk.reason(e), e);
        }
    }
}
