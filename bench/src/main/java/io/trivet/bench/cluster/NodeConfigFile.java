package io.trivet.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the YAML configuration of a node. */
final class NodeConfigFile {

    private NodeConfigFile() {}

    static void write(Path file, NodeAddress self, Path dataDir, ClusterSpec spec, List<NodeAddress> members)
            throws IOException {
        StringBuilder yaml = new StringBuilder();
        yaml.append("node_id: ").append(self.id()).append('\n');
        yaml.append("cluster_id: ").append(spec.name()).append('\n');
        yaml.append("data_dir: ").append(dataDir).append('\n');
        yaml.append("members:\n");
        for (NodeAddress member : members) {
            yaml.append("  - {id: ").append(member.id());
            yaml.append(", raft: \"").append(member.raft());
            yaml.append("\", http: \"").append(member.http().getAuthority()).append("\"}\n");
        }
        sections(spec.settings()).forEach((section, keys) -> {
            yaml.append(section).append(":\n");
            keys.forEach((key, value) ->
                    yaml.append("  ").append(key).append(": ").append(value).append('\n'));
        });
        Files.writeString(file, yaml);
    }

    private static Map<String, Map<String, String>> sections(Map<String, String> settings) {
        Map<String, Map<String, String>> sections = new TreeMap<>();
        settings.forEach((path, value) -> {
            int dot = path.indexOf('.');
            sections.computeIfAbsent(path.substring(0, dot), section -> new TreeMap<>())
                    .put(path.substring(dot + 1), value);
        });
        return sections;
    }
}
