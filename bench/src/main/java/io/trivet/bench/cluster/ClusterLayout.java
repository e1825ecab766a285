package io.trivet.bench.cluster;

import io.trivet.bench.client.KvClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a cluster's files into a folder: {@code node1.yaml}, {@code node1.log} and the data in {@code node1}; where
 * the nodes have file systems of their own, in {@code node1.disk/node1}.
 */
final class ClusterLayout {

    private final ClusterSpec spec;
    private final Path folder;
    private final ProjectRoot root = ProjectRoot.find();

    ClusterLayout(Path parent, ClusterSpec spec) {
        this.spec = spec;
        this.folder = parent.toAbsolutePath().resolve(spec.name());
    }

    /** Deletes what an earlier cluster left in the folder, and lays out the nodes. */
    List<NodeProcess> nodes(HttpClient http, @Nullable Namespaces namespaces) throws IOException {
        Disk.unmountBelow(folder);
        LocalCluster.deleteTree(folder);
        Files.createDirectories(folder);
        List<NodeAddress> members = namespaces == null ? LoopbackPorts.members(spec.nodes()) : namespaces.members();
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            List<String> prefix = namespaces == null ? List.of() : namespaces.prefix(i);
            nodes.add(new NodeProcess(node(members.get(i), members, prefix, http)));
        }
        return nodes;
    }

    private NodeSetup node(NodeAddress self, List<NodeAddress> members, List<String> prefix, HttpClient http)
            throws IOException {
        Optional<Disk> disk = spec.gives(Own.DISK) ? Optional.of(Disk.mount(diskFolder(self))) : Optional.empty();
        Optional<Clock> clock = spec.gives(Own.CLOCK) ? Optional.of(new Clock(file(self, ".clock"))) : Optional.empty();
        Path data = disk.isPresent() ? diskFolder(self).resolve(self.id()) : file(self, "");
        Path config = file(self, ".yaml");
        NodeConfigFile.write(config, self, data, spec, members);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(root.launcher().toString(), "server", "--config", config.toString()));
        return new NodeSetup(
                self.id(),
                List.copyOf(command),
                environment(data, clock),
                config,
                data,
                file(self, ".log"),
                self.raft(),
                self.http(),
                new KvClient(http, self.http()),
                disk,
                clock);
    }

    private Map<String, String> environment(Path data, Optional<Clock> clock) {
        List<Preload> preloads = new ArrayList<>(spec.preloads());
        clock.ifPresent(preloads::add);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("TRIVET_JAVA_OPTS", spec.javaOptions());
        environment.put("TRIVET_BUILD", "never"); // Maven may be building at this moment
        if (!preloads.isEmpty()) {
            environment.put(
                    "LD_PRELOAD",
                    preloads.stream()
                            .map(preload -> preload.library().toString())
                            .collect(Collectors.joining(":")));
        }
        preloads.forEach(preload -> environment.putAll(preload.environment(data)));
        return Map.copyOf(environment);
    }

    private Path diskFolder(NodeAddress node) {
        return file(node, ".disk");
    }

    private Path file(NodeAddress node, String suffix) {
        return folder.resolve(node.id() + suffix);
    }
}
