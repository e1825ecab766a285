package io.trivet.statemachine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The digests of the table files of a store's last checkpoint, so that the next one reads only what is new. RocksDB never
 * changes a table file, and a checkpoint has it by another name of the same inode; inode, size and time of change together
 * tell whether it is the same. A file that the disk damages keeps the digest of what was once written, so whoever verifies
 * the checkpoint finds the damage. Any thread.
 */
public final class KnownDigests {
    private record Identity(Object inode, long bytes, FileTime changed) {}

    private Map<Identity, String> known = Map.of();

    /** The SHA-256 of each file, in lower-case hexadecimal, in the same order. Forgets what is not among them. */
    synchronized List<String> sha256(List<Path> files) throws IOException {
        Map<Identity, String> found = new HashMap<>();
        List<String> digests = new ArrayList<>();
        for (Path file : files) {
            Identity identity = identity(file);
            String digest = identity == null ? null : known.get(identity);
            if (digest == null) {
                digest = CheckpointManifest.sha256(file);
            }
            if (identity != null) {
                found.put(identity, digest);
            }
            digests.add(digest);
        }
        known = found;
        return digests;
    }

    /** Null for a file that may change under its inode, and where the file system has no inodes. */
    private static @Nullable Identity identity(Path file) throws IOException {
        if (!TableFiles.isOne(file)) {
            return null;
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object inode = attributes.fileKey();
        return inode == null ? null : new Identity(inode, attributes.size(), attributes.lastModifiedTime());
    }
}
