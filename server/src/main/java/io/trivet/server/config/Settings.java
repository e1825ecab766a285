package io.trivet.server.config;

import static io.trivet.server.config.ValueType.address;
import static io.trivet.server.config.ValueType.count;
import static io.trivet.server.config.ValueType.duration;
import static io.trivet.server.config.ValueType.integer;
import static io.trivet.server.config.ValueType.listenAddress;
import static io.trivet.server.config.ValueType.name;
import static io.trivet.server.config.ValueType.orAuto;
import static io.trivet.server.config.ValueType.path;
import static io.trivet.server.config.ValueType.size;
import static io.trivet.server.config.ValueType.smallSize;

import io.trivet.server.config.NodeConfig.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every key of the configuration: path, type with its range, default, meaning. Reading, checking, {@code --set} and
 * {@code conf/reference.yaml} follow this table.
 */
public final class Settings {
    /** Past this many, another voter makes writes slower rather than safer. */
    public static final int MAX_MEMBERS = 9;

    private static final Map<String, Setting<?>> TABLE = new LinkedHashMap<>();
    private static final Pattern INDEX = Pattern.compile("\\[(?:0|[1-9][0-9]{0,3})]");
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    static final Setting<String> NODE_ID = setting(
            "node_id", name(32), "node1", "Which of the members this node is; required where members are listed.");
    static final Setting<Path> DATA_DIR = setting(
            "data_dir",
            path(),
            "./data",
            "Holds everything of this node; a relative path starts at the working directory of the process.");
    static final Setting<String> CLUSTER_ID = setting(
            "cluster_id",
            name(64),
            "trivet",
            "The same on all members and in no other cluster, so that two never mix.");

    static final Setting<String> MEMBER_ID =
            setting("members[].id", name(32), "node1", "The name of the member, unique in the cluster.");
    static final Setting<Address> MEMBER_RAFT = setting(
            "members[].raft",
            address(),
            "127.0.0.1:9080",
            "Where the member listens to the others: a trusted network only; write IPv6 as \"[::1]:9080\".");
    static final Setting<Address> MEMBER_HTTP =
            setting("members[].http", address(), "127.0.0.1:8080", "Where clients reach the member.");

    static final Setting<Address> HTTP_LISTEN = setting(
            "http.listen",
            listenAddress(),
            "127.0.0.1:8080",
            "What to listen on for clients, 0.0.0.0 for all; without it, the http address of this node in members.");
    static final Setting<Integer> IO_THREADS = setting(
            "http.io_threads",
            orAuto(integer(1, 64), () -> Math.max(1, Math.min(8, CORES / 2))),
            "auto",
            "Threads that read and write sockets, and read the store in memory; auto is half the cores, 1 to 8.");
    static final Setting<Integer> WORKER_THREADS = setting(
            "http.worker_threads",
            orAuto(integer(1, 1024), () -> Math.min(1024, Math.max(4, CORES * 2))),
            "auto",
            "Threads that read the store from disk and tell of the cluster; auto is twice the cores, at least 4.");
    static final Setting<Duration> REQUEST_HEADER_TIMEOUT = setting(
            "http.request_header_timeout",
            duration("100ms", "10m"),
            "10s",
            "How long a client may take to send the headers of a request.");
    static final Setting<Duration> REQUEST_BODY_TIMEOUT = setting(
            "http.request_body_timeout",
            duration("100ms", "10m"),
            "30s",
            "How long a client may take to send the body of a request.");
    static final Setting<Duration> IDLE_TIMEOUT = setting(
            "http.idle_timeout",
            duration("100ms", "24h"),
            "60s",
            "How long a connection may stay open without a request.");
    static final Setting<Integer> MAX_CONNECTIONS = setting(
            "http.max_connections",
            integer(1, 1_000_000),
            "10000",
            "How many connections of clients are open at most.");

    static final Setting<Duration> ELECTION_TIMEOUT = setting(
            "raft.election_timeout",
            duration("100ms", "60s"),
            "1s",
            "How long a member hears nothing from a leader before it asks for an election.");
    static final Setting<Duration> SNAPSHOT_INTERVAL = setting(
            "raft.snapshot_interval",
            duration("1s", "24h"),
            "10m",
            "How often a node takes a snapshot, behind which the log is cut.");
    static final Setting<Integer> SNAPSHOT_LOG_ENTRIES = setting(
            "raft.snapshot_log_entries",
            integer(1, 1_000_000_000),
            "100000",
            "After how many entries, or writes in them, it is taken early; ten times as many while a member catches up.");
    static final Setting<Duration> READ_ROUND_TIMEOUT = setting(
            "raft.read_round_timeout",
            duration("10ms", "60s"),
            "1s",
            "How long a round that confirms the leader for waiting reads may take before it is given up.");
    static final Setting<Duration> FRESHNESS_PROBE_INTERVAL = setting(
            "raft.freshness_probe_interval",
            duration("10ms", "60s"),
            "1s",
            "How often a node checks how far behind the leader it is, which bounds the age of stale reads.");
    static final Setting<Duration> TRANSFER_TIMEOUT = setting(
            "raft.transfer_timeout",
            duration("100ms", "5s"),
            "3s",
            "How long a leader that stops waits for another member to take over.");
    static final Setting<Long> LAG_WARNING = setting(
            "raft.lag_warning",
            count(1, 1_000_000_000),
            "10000",
            "How many log entries a follower lags behind before the leader logs a warning.");

    static final Setting<Integer> MAX_KEY =
            setting("limits.max_key", smallSize("1B", "4096B"), "4096", "The longest key.");
    static final Setting<Integer> MAX_VALUE =
            setting("limits.max_value", smallSize("1B", "16MiB"), "1MiB", "The longest value.");
    static final Setting<Integer> MAX_CONTENT_TYPE =
            setting("limits.max_content_type", smallSize("1B", "4096B"), "255", "The longest content type of a value.");
    static final Setting<Duration> DEFAULT_TIMEOUT = setting(
            "limits.default_timeout",
            duration("1ms", "60s"),
            "5s",
            "How long a request waits for its outcome when it does not say; at most limits.max_timeout.");
    static final Setting<Duration> MAX_TIMEOUT = setting(
            "limits.max_timeout", duration("1ms", "60s"), "60s", "The longest timeout that a request may ask for.");
    static final Setting<Integer> MAX_INFLIGHT_WRITES = setting(
            "limits.max_inflight_writes",
            integer(1, 1_000_000),
            "4096",
            "How many writes may wait for their outcome; more are refused as overload.");
    static final Setting<Integer> MAX_INFLIGHT_READS = setting(
            "limits.max_inflight_reads",
            integer(1, 1_000_000),
            "16384",
            "How many reads may wait for their answer; more are refused as overload.");
    static final Setting<Long> MAX_INFLIGHT_BYTES = setting(
            "limits.max_inflight_bytes",
            size("1KiB", "1024GiB"),
            "64MiB",
            "Memory for the bodies of all requests under way; holds at least one of the longest, as JSON.");
    static final Setting<Integer> MAX_FORWARDS = setting(
            "limits.max_forwards",
            integer(1, 1_000_000),
            "4096",
            "How many writes may wait for a connection to the leader; more are refused as overload.");

    static final Setting<Long> REVISIONS = setting(
            "retention.revisions",
            count(1, 1_000_000_000_000L),
            "100000",
            "How many of the newest revisions stay readable; older ones are compacted.");
    static final Setting<Duration> RETENTION_INTERVAL = setting(
            "retention.interval", duration("10ms", "1h"), "1s", "How often the leader looks for what to compact.");

    static final Setting<Long> BLOCK_CACHE =
            setting("storage.block_cache", size("1MiB", "1024GiB"), "48MiB", "Memory for data read from disk.");
    static final Setting<Long> ROW_CACHE = setting(
            "storage.row_cache",
            size("1MiB", "1GiB"),
            "48MiB",
            "Memory for current records of up to some 300 bytes, key included, which are then not looked up.");
    static final Setting<Long> WRITE_BUFFER =
            setting("storage.write_buffer", size("1MiB", "1GiB"), "32MiB", "Memory for data not yet written to disk.");

    private Settings() {}

    /** The table, in the order of {@code conf/reference.yaml}. */
    public static List<Setting<?>> all() {
        return List.copyOf(TABLE.values());
    }

    /** The setting at a path of a file, such as {@code members[2].raft}; null when there is none. */
    static @Nullable Setting<?> find(String path) {
        Setting<?> setting = path.contains("[]") ? null : TABLE.get(generic(path));
        return setting == null ? null : setting.withPath(path);
    }

    /** The settings of the member of that index. */
    static List<Setting<?>> ofMember(int index) {
        return List.of(MEMBER_ID.at(index), MEMBER_RAFT.at(index), MEMBER_HTTP.at(index));
    }

    static boolean isOfMember(String path) {
        return path.startsWith("members[");
    }

    /** Whether settings stand below this path, as below {@code raft} and {@code members[0]}. */
    static boolean isSection(String path) {
        String section = generic(path);
        return all().stream().anyMatch(setting -> setting.section().equals(section));
    }

    /** The path as the table has it, without the number of the member. */
    static String generic(String path) {
        return INDEX.matcher(path).replaceFirst("[]");
    }

    private static <T> Setting<T> setting(String path, ValueType<T> type, String defaultValue, String sentence) {
        Setting<T> setting = new Setting<>(path, type, defaultValue, sentence);
        TABLE.put(path, setting);
        return setting;
    }

    /**
     * A member as a request names it, under the rules for the configuration file.
     *
     * @throws IllegalArgumentException when one of the texts is not allowed; the message says which and why
     */
    public static NodeConfig.Member member(String id, String raft, String http) {
        NodeConfig.Member member =
                new NodeConfig.Member(checked(MEMBER_ID, id), checked(MEMBER_RAFT, raft), checked(MEMBER_HTTP, http));
        if (member.raft().equals(member.http())) {
            throw new IllegalArgumentException("raft and http must be two addresses, but both are '" + raft + "'");
        }
        return member;
    }

    private static <T> T checked(Setting<T> setting, String text) {
        T value = setting.type().parse(text);
        if (value == null) {
            throw new IllegalArgumentException(
                    setting.name() + " must be " + setting.type().expected() + ", but is '" + text + "'");
        }
        return value;
    }
}
