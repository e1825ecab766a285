package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Three etcd processes on free loopback ports, to compare with. Needs {@code etcd} and {@code etcdctl} on the path.
 * Closing it kills them; so does the end of this JVM. One thread, but for {@link #transactAsync}.
 */
public final class EtcdCluster implements AutoCloseable {

    private static final List<String> COMMANDS = List.of("etcd", "etcdctl");
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Duration TOOL = Duration.ofMinutes(10);
    private static final String TOKEN = "trivet-comparison";
    private static final String QUOTA_BYTES = Long.toString(8L << 30);

    private final Path folder;
    private final HttpClient http;
    private final List<NodeAddress> members;
    private final ProcessGroup processes = new ProcessGroup("etcd");

    private EtcdCluster(Path folder, HttpClient http, List<NodeAddress> members) {
        this.folder = folder;
        this.http = http;
        this.members = members;
    }

    /** Whether etcd is installed on this machine. */
    public static boolean installed() {
        return COMMANDS.stream().allMatch(Tool::installed);
    }

    /** A cluster with an empty folder of its own below {@code parent}; starts nothing. */
    public static EtcdCluster layOut(Path parent, String name, HttpClient http) {
        Path folder = parent.toAbsolutePath().resolve(name);
        try {
            LocalCluster.deleteTree(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EtcdCluster(folder, http, LoopbackPorts.members(3));
    }

    /** Starts every member; does not wait until they serve. */
    public void startAll() {
        for (NodeAddress member : members) {
            List<String> command = new ArrayList<>(List.of("etcd", "--name", member.id()));
            command.addAll(List.of("--data-dir", data(member).toString()));
            command.addAll(List.of("--listen-client-urls", client(member), "--advertise-client-urls", client(member)));
            command.addAll(List.of("--listen-peer-urls", peer(member), "--initial-advertise-peer-urls", peer(member)));
            command.addAll(List.of("--initial-cluster", initialCluster(), "--initial-cluster-token", TOKEN));
            command.addAll(List.of("--initial-cluster-state", "new", "--quota-backend-bytes", QUOTA_BYTES));
            processes.start(member.id(), command, folder.resolve(member.id() + ".log"));
        }
    }

    /** Where clients reach the members. */
    public List<URI> endpoints() {
        return members.stream().map(member -> URI.create(client(member))).toList();
    }

    /** The processes that run, by member. */
    public Map<String, Long> pids() {
        return processes.pids();
    }

    /** Waits until every member calls itself healthy, which takes a linearizable read. */
    public void awaitHealthy(Duration limit) {
        for (NodeAddress member : members) {
            Poll.until("etcd's " + member.id() + " is healthy", limit, () -> healthy(member));
        }
    }

    /** Kills every process with SIGKILL. */
    public void killAll() {
        processes.killAll();
    }

    /**
     * One transaction in the JSON of etcd's gateway, through a member.
     *
     * @return a future that fails unless the answer is 200
     */
    public CompletableFuture<HttpResponse<String>> transactAsync(int member, String json) {
        URI call = URI.create(client(members.get(member % members.size())) + "/v3/kv/txn");
        HttpRequest request = HttpRequest.newBuilder(call)
                .timeout(CALL)
                .POST(BodyPublishers.ofString(json))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> {
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("etcd answered " + answer.statusCode() + " " + answer.body());
            }
            return answer;
        });
    }

    /** {@code etcdctl snapshot save}. */
    public Tool save(Path file) {
        return etcdctl(List.of("--endpoints", client(members.get(0)), "snapshot", "save", file.toString()));
    }

    /** {@code etcdctl snapshot restore} into the folder of one member. */
    public Tool restore(Path file, int number) {
        NodeAddress member = members.get(number);
        List<String> words = new ArrayList<>(List.of("snapshot", "restore", file.toString()));
        words.addAll(List.of("--name", member.id(), "--data-dir", data(member).toString()));
        words.addAll(List.of("--initial-cluster", initialCluster(), "--initial-cluster-token", TOKEN));
        words.addAll(List.of("--initial-advertise-peer-urls", peer(member)));
        return etcdctl(words);
    }

    /** How many members there are. */
    public int size() {
        return members.size();
    }

    @Override
    public void close() {
        processes.close();
    }

    private static Tool etcdctl(List<String> words) {
        List<String> command = new ArrayList<>(List.of("etcdctl"));
        command.addAll(words);
        return Tool.run(TOOL, Map.of("ETCDCTL_API", "3"), command).checked();
    }

    private boolean healthy(NodeAddress member) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(client(member) + "/health"))
                .timeout(PROBE)
                .build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .handle((answer, failure) -> failure == null && answer.statusCode() == 200)
                .join();
    }

    private String initialCluster() {
        return members.stream().map(member -> member.id() + "=" + peer(member)).collect(Collectors.joining(","));
    }

    private Path data(NodeAddress member) {
        return folder.resolve(member.id() + ".etcd");
    }

    private static String client(NodeAddress member) {
        return "http://127.0.0.1:" + member.httpPort();
    }

    private static String peer(NodeAddress member) {
        return "http://127.0.0.1:" + member.raftPort();
    }
}
