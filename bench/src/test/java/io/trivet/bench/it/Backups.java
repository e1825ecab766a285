package io.trivet.bench.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tools of an operator, run as processes. */
final class Backups {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Backups() {}

    /** Where a test keeps a backup of the given name; deletes an old one. */
    static Path file(String name) {
        Path file = Path.of("target", "it", name + ".backup").toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** {@code bin/snapshot save} from a running node. */
    static void save(NodeProcess node, Path file) {
        Tool.project(
                        Clusters.PATIENCE,
                        "bin/snapshot",
                        "save",
                        file.toString(),
                        "--endpoint",
                        node.http().toString())
                .checked();
    }

    /** {@code bin/snapshot verify --json}: what the backup is, once all of it was checked. */
    static JsonNode verify(Path file) {
        Tool verify = Tool.project(Clusters.PATIENCE, "bin/snapshot", "verify", "--json", file.toString());
        try {
            return JSON.readTree(verify.checked().output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code bin/restore}; the node must not run. */
    static Tool restore(Path file, NodeProcess node, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = file.toString();
        arguments[1] = "--config";
        arguments[2] = node.config().toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Tool.project(Clusters.PATIENCE, "bin/restore", arguments);
    }
}
