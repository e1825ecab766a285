package io.trivet.server.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.server.backup.Verification;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.CheckpointManifest.Part;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is in a backup file, for people and for programs.
 *
 * @param verification what its store has; null when only the head was read
 */
record BackupReport(Path file, BackupFile backup, @Nullable Verification verification) {
    private static final String LINE = "%-20s %s%n";

    void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(json().toPrettyString());
        } else {
            print(out);
        }
        out.flush();
    }

    private void print(PrintWriter out) {
        CheckpointManifest manifest = backup.manifest();
        out.printf(LINE, "file", file);
        out.printf(LINE, "size", backup.bytes() + " bytes (" + Sizes.format(backup.bytes()) + ")");
        out.printf(LINE, "sha-256", backup.digest());
        out.printf(LINE, "cluster", manifest.clusterId());
        out.printf(LINE, "created", manifest.created() + " by trivet " + manifest.software());
        out.printf(LINE, "revision", manifest.revision());
        out.printf(LINE, "readable from", "revision " + manifest.compactedRevision());
        out.printf(LINE, "log index, term", manifest.index() + ", " + manifest.term());
        out.printf(LINE, "keys", manifest.keys());
        out.printf(LINE, "store format", manifest.storeFormat());
        out.printf(LINE, "parts", manifest.parts().size());
        for (Part part : manifest.parts()) {
            out.printf(LINE, "", part.name() + "  " + part.bytes() + " bytes");
        }
        if (verification == null) {
            out.printf(LINE, "verified", "no, only its head was read");
        } else {
            out.printf(LINE, "superseded records", verification.audit().superseded());
            out.printf(LINE, "changes", verification.audit().changes());
            out.printf(LINE, "content sha-256", verification.content());
            out.printf(LINE, "verified", "every digest, and the store agrees with itself");
        }
    }

    private ObjectNode json() {
        CheckpointManifest manifest = backup.manifest();
        ObjectNode node = new ObjectMapper()
                .createObjectNode()
                .put("file", file.toString())
                .put("bytes", backup.bytes())
                .put("sha256", backup.digest())
                .put("cluster_id", manifest.clusterId())
                .put("created", manifest.created().toString())
                .put("software", manifest.software())
                .put("revision", manifest.revision())
                .put("compacted_revision", manifest.compactedRevision())
                .put("index", manifest.index())
                .put("term", manifest.term())
                .put("keys", manifest.keys())
                .put("store_format", manifest.storeFormat())
                .put("verified", verification != null);
        if (verification != null) {
            node.put("superseded", verification.audit().superseded())
                    .put("changes", verification.audit().changes())
                    .put("content_sha256", verification.content());
        }
        ArrayNode parts = node.putArray("parts");
        for (Part part : manifest.parts()) {
            parts.addObject()
                    .put("name", part.name())
                    .put("bytes", part.bytes())
                    .put("sha256", part.sha256());
        }
        return node;
    }
}
