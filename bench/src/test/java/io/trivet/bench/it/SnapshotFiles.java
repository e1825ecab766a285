package io.trivet.bench.it;

import io.trivet.bench.cluster.NodeProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Looks for the snapshots of a node in its data folder. */
final class SnapshotFiles {

    private static final String PREFIX = "snapshot_";
    private static final List<String> UNFINISHED = List.of("temp", "store.staging", "store.incoming", "store.outgoing");

    private SnapshotFiles() {}

    /** The log index of the newest snapshot, 0 when there is none. */
    static long newest(NodeProcess node) {
        try (Stream<Path> files = Files.list(folder(node))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(PREFIX))
                    .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length())))
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** How many bytes there are of the snapshot that is being made or received, as far as written since an instant. */
    static long unfinishedBytes(NodeProcess node, Instant since) {
        try (Stream<Path> tree = Files.walk(folder(node).resolve("temp"))) {
            return tree.map(Path::toFile)
                    .filter(file -> file.isFile() && file.lastModified() >= since.toEpochMilli())
                    .mapToLong(File::length)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // it is being made or moved at this moment
        }
    }

    /** What unfinished and superseded snapshots and stores have left in the data folder. */
    static List<Path> leftovers(NodeProcess node) {
        Path newest = folder(node).resolve(PREFIX + newest(node));
        try (Stream<Path> store = Files.list(node.dataDir());
                Stream<Path> snapshots = Files.list(folder(node))) {
            return Stream.concat(
                            store.filter(path ->
                                    UNFINISHED.contains(path.getFileName().toString())),
                            snapshots.filter(path -> !path.equals(newest)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(NodeProcess node) {
        return node.dataDir().resolve("raft").resolve("snapshot");
    }
}
