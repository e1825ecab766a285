package io.trivet.bench.fault;

import io.trivet.bench.cluster.NativeLibrary;
import io.trivet.bench.cluster.Preload;
import io.trivet.bench.cluster.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of the nodes' data folders a loss of power leaves, by the notes of {@code powerloss.c}. POSIX taken at its word:
 *
 * <ul>
 *   <li>of a file, the bytes up to the size that it had when its last {@code fsync} or {@code fdatasync} began; none if it
 *       never was synced,
 *   <li>of a folder, the names that it had when its last {@code fsync} began, each of the file that it named then; none
 *       if it never was synced. The name of the data folder itself stays.
 * </ul>
 *
 * <p>Nothing else makes anything durable: neither time, nor a sync of a neighbour, nor {@code sync_file_range}. Not
 * covered: bytes of a file that were overwritten after its last sync (of these the new ones stay), pages that reach the
 * disk out of order or torn, and writes through {@code mmap} or {@code O_SYNC}. Safe for use by many threads; the node
 * must not run.
 */
public final class DurableData implements Preload {
    private static final NativeLibrary LIBRARY = new NativeLibrary("powerloss");
    private static final Duration COMMAND = Duration.ofSeconds(10);

    /** Why no power can be lost here, in one sentence; empty when it can. */
    public static Optional<String> missing() {
        return LIBRARY.missing();
    }

    @Override
    public Path library() {
        return LIBRARY.file();
    }

    @Override
    public Map<String, String> environment(Path dataDir) {
        Path data = dataDir.toAbsolutePath().normalize();
        return Map.of(
                "TRIVET_DATA", data.toString(), "TRIVET_DURABLE", notes(data).toString());
    }

    /**
     * Puts the data folder in the state that a loss of power leaves.
     *
     * @throws IllegalStateException when a file has shrunk since its last sync, which is not covered
     */
    public static void losePower(Path dataDir) {
        Path data = dataDir.toAbsolutePath().normalize();
        Path left = data.resolveSibling(data.getFileName() + ".left");
        try {
            if (Files.exists(data)) {
                new Notes(notes(data)).restore(key(data), left);
                deleteTree(data);
                Files.move(left, data);
            }
            deleteTree(notes(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path notes(Path data) {
        return data.resolveSibling(data.getFileName() + ".durable");
    }

    /** As the library names files and folders: the inode, and the time of birth in seconds. */
    private static String key(Path path) {
        return Tool.run(COMMAND, Map.of(), List.of("stat", "--format=%i-%.9W", path.toString()))
                .checked()
                .output()
                .trim();
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private record Notes(Path folder) {

        void restore(String key, Path target) throws IOException {
            Files.createDirectory(target);
            Path entries = folder.resolve("folders").resolve(key);
            if (!Files.exists(entries)) {
                return;
            }
            for (String line : Files.readAllLines(entries)) {
                String[] entry = line.split(" ", 3);
                if (entry[1].equals("d")) {
                    restore(entry[0], target.resolve(entry[2]));
                } else {
                    restoreFile(entry[0], target.resolve(entry[2]));
                }
            }
        }

        private void restoreFile(String key, Path target) throws IOException {
            Path kept = folder.resolve("files").resolve(key);
            if (!Files.exists(kept)) {
                return; // deleted while the folder was synced
            }
            Files.createLink(target, kept);
            Path note = folder.resolve("sizes").resolve(key);
            long durable = Files.exists(note) ? Long.parseLong(Files.readString(note)) : 0;
            try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
                if (file.size() < durable) {
                    throw new IllegalStateException(
                            target + " had " + durable + " bytes when it was synced, and has " + file.size());
                }
                file.truncate(durable);
            }
        }
    }
}
