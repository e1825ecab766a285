package io.trivet.server.http;

import io.trivet.server.config.NodeConfig.Limits;
import io.trivet.server.service.BackupService;
import io.trivet.server.service.ClusterService;
import io.trivet.server.service.KeyValueService;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The whole API on one screen. */
final class Routes {
    private static final Set<String> READ = Set.of("GET", "HEAD");
    private static final Set<String> NONE = Set.of();
    private static final Set<String> HOW_TO_READ = Set.of("consistency", "max_stale", "revision", "timeout");
    private static final Set<String> HOW_TO_READ_A_KEY =
            Set.of("key", "consistency", "max_stale", "revision", "timeout");
    private static final Set<String> TIMEOUT = Set.of("timeout");
    private static final Set<String> HOW_TO_WRITE = TIMEOUT;
    private static final String METRICS = "/metrics";
    private static final int MAX_SMALL_BODY = 4096;

    /** Of a call that needs none. */
    private static final int MAX_IGNORED_BODY = 4096;

    private Routes() {}

    static List<Route> of(
            KeyValueService keys, ClusterService cluster, BackupService backups, MetricsCalls metrics, Limits limits) {
        OriginalCalls original = new OriginalCalls(keys);
        KeyCalls key = new KeyCalls(keys);
        ClusterCalls node = new ClusterCalls(cluster);
        SnapshotCalls snapshot = new SnapshotCalls(backups);
        return List.of(
                new Route(READ, "/get", HOW_TO_READ_A_KEY, MAX_IGNORED_BODY, false, original::get),
                new Route(Set.of("POST", "PUT"), "/set", HOW_TO_WRITE, maxSetBody(limits), true, original::set),
                new Route(READ, "/v1/kv/{key}", HOW_TO_READ, MAX_IGNORED_BODY, false, key::get),
                new Route(Set.of("PUT"), "/v1/kv/{key}", HOW_TO_WRITE, limits.maxValueBytes(), true, key::put),
                new Route(Set.of("DELETE"), "/v1/kv/{key}", HOW_TO_WRITE, MAX_IGNORED_BODY, true, key::delete),
                new Route(READ, "/livez", NONE, MAX_IGNORED_BODY, false, node::live),
                new Route(READ, "/readyz", NONE, MAX_IGNORED_BODY, false, node::ready),
                new Route(READ, "/v1/cluster", NONE, MAX_IGNORED_BODY, false, node::status),
                new Route(Set.of("POST"), "/v1/cluster/members", HOW_TO_WRITE, MAX_SMALL_BODY, true, node::addMember),
                new Route(
                        Set.of("DELETE"),
                        "/v1/cluster/members/{key}",
                        HOW_TO_WRITE,
                        MAX_IGNORED_BODY,
                        true,
                        node::removeMember),
                new Route(Set.of("POST"), "/v1/cluster/leader", HOW_TO_WRITE, MAX_SMALL_BODY, false, node::transfer),
                new Route(Set.of("GET"), "/v1/snapshot", TIMEOUT, MAX_IGNORED_BODY, false, snapshot::get),
                new Route(READ, METRICS, NONE, MAX_IGNORED_BODY, false, metrics::scrape));
    }

    /** What can be answered before there is a store: whether the process lives, and what it waits for and counts. */
    static List<Route> whileStarting(Supplier<String> waitsFor, MetricsCalls metrics) {
        return List.of(
                new Route(READ, "/livez", NONE, MAX_IGNORED_BODY, false, request -> ClusterCalls.line(200, "alive")),
                new Route(
                        READ,
                        "/readyz",
                        NONE,
                        MAX_IGNORED_BODY,
                        false,
                        request -> ClusterCalls.line(503, "not ready: this node " + waitsFor.get())),
                new Route(READ, METRICS, NONE, MAX_IGNORED_BODY, false, metrics::scrape));
    }

    /** JSON may take six bytes to write one byte of a key or value. */
    private static long maxSetBody(Limits limits) {
        return 6L * (limits.maxKeyBytes() + limits.maxValueBytes()) + MAX_SMALL_BODY;
    }
}
