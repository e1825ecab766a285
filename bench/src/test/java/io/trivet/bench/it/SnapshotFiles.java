package io.trivet.bench.it;

import io.trivet.bench.cluster.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Looks for the snapshots of a node in its data folder. */
final class SnapshotFiles {

    private static final String PREFIX = "snapshot_";

    private SnapshotFiles() {}

    /** The log index of the newest snapshot, 0 when there is none. */
    static long newest(NodeProcess node) {
        try (Stream<Path> tree = Files.walk(node.dataDir())) {
            return tree.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches(PREFIX + "\\d+"))
                    .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length())))
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
