package io.trivet.statemachine;

import java.nio.file.Path;
import java.util.List;

public record CheckpointManifest(
        String clusterId, long index, long term, long revision, List<CheckpointManifest.File> files) {
    public record File(String name, long bytes, String sha256) {}

    public static CheckpointManifest write(Path folder, String clusterId, long index, long term, long revision) {
        throw new UnsupportedOperationException();
    }

    public static CheckpointManifest read(Path folder) {
        throw new UnsupportedOperationException();
    }

    public static CheckpointManifest verify(Path folder) {
        throw new UnsupportedOperationException();
    }
}
