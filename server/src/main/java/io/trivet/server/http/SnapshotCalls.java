package io.trivet.server.http;

import io.trivet.server.service.Backup;
import io.trivet.server.service.BackupService;
import io.trivet.statemachine.CheckpointManifest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/snapshot}: the whole store as one file. */
final class SnapshotCalls {
    private final BackupService backups;

    SnapshotCalls(BackupService backups) {
        this.backups = backups;
    }

    CompletableFuture<Response> get(Request request) {
        return backups.begin(request.timeout()).thenApply(SnapshotCalls::response);
    }

    private static Response response(Backup backup) {
        CheckpointManifest manifest = backup.manifest();
        String name = manifest.clusterId() + "-" + manifest.revision() + ".trivet";
        Map<String, String> headers = Map.of(
                "Kv-Revision",
                String.valueOf(manifest.revision()),
                "Content-Disposition",
                "attachment; filename=\"" + name + "\"",
                "Cache-Control",
                "no-store");
        Body body = new Body.Streamed(backup.length(), backup.thread(), out -> {
            try (backup) {
                backup.writeTo(out);
            }
        });
        return new Response(200, headers, "application/octet-stream", body);
    }
}
