package io.trivet.bench.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.bench.client.ClusterView;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.cluster.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether all nodes hold the same, byte for byte, once nobody writes any more. */
final class Replicas {

    private static final Duration LEVEL = Duration.ofSeconds(60);
    private static final String UNREADABLE = "unreadable";
    private static final Duration SAVE = Duration.ofMinutes(5);

    private final LocalCluster cluster;
    private final Path folder;

    /** @param folder for the backups of the nodes' folders, which are deleted again when all are equal */
    Replicas(LocalCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    /**
     * Waits until all have applied the same, kills them, and compares their stores with their logs applied. What is wrong;
     * empty when they are equal.
     */
    List<String> compareAndKill() throws IOException {
        try {
            Poll.until("all nodes have applied the same", LEVEL, this::level);
        } catch (IllegalStateException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        cluster.killAll();
        Map<String, String> contents = cluster.nodes().parallelStream()
                .collect(Collectors.toMap(NodeProcess::id, this::content, (one, other) -> one, TreeMap::new));
        boolean unreadable = contents.values().stream().anyMatch(content -> content.startsWith(UNREADABLE));
        if (unreadable || new HashSet<>(contents.values()).size() > 1) {
            return List.of("the stores differ: " + contents);
        }
        for (NodeProcess node : cluster.nodes()) {
            Files.delete(backup(node));
        }
        return List.of();
    }

    private Path backup(NodeProcess node) {
        return folder.resolve(node.id() + ".backup");
    }

    private String content(NodeProcess node) {
        String backup = backup(node).toString();
        Tool save = Tool.project(
                SAVE,
                "bin/snapshot",
                "save",
                backup,
                "--force",
                "--data-dir",
                node.dataDir().toString());
        Tool verify = save.exitCode() == 0 ? Tool.project(SAVE, "bin/snapshot", "verify", backup, "--json") : save;
        return verify.exitCode() == 0 ? content(verify.output()) : UNREADABLE + ": " + verify.messages();
    }

    private static String content(String json) {
        JsonNode report;
        try {
            report = new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "revision " + report.get("revision").asText() + ", index "
                + report.get("index").asText() + ", content "
                + report.get("content_sha256").asText();
    }

    private boolean level() {
        Set<Long> applied = new HashSet<>();
        for (NodeProcess node : cluster.nodes()) {
            ClusterView view = node.client().cluster().orElse(null);
            if (view == null || view.leader() == null) {
                return false;
            }
            view.members().forEach(member -> {
                applied.add(member.appliedIndex());
                applied.add(member.committedIndex());
            });
        }
        return applied.size() == 1 && !applied.contains(0L);
    }
}
