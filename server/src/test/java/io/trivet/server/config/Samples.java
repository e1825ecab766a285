package io.trivet.server.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** For every key of the table a good value that is not the default. Together they make one good configuration. */
final class Samples {
    static final Map<String, String> GOOD = good();

    /** What must change along with a key so that the members still agree. */
    private static final Map<String, String> COMPANIONS = Map.of(
            "node_id", "members[].id",
            "members[].id", "node_id",
            "members[].http", "http.listen");

    private Samples() {}

    /** The good value of a key by its path, with what it cannot do without. */
    static Map<String, String> of(String path) {
        Map<String, String> sample = new LinkedHashMap<>();
        sample.put(path, GOOD.get(path));
        String companion = COMPANIONS.get(path);
        if (companion != null) {
            sample.put(companion, GOOD.get(companion));
        }
        if (path.equals("http.listen")) {
            sample.put(path, "0.0.0.0:8080"); // the port is that of the members' default
        }
        return sample;
    }

    /** No value of that key, whatever its type. */
    static String bad(String path) {
        return path.equals("data_dir") ? " " : "?!";
    }

    private static Map<String, String> good() {
        Map<String, String> good = new LinkedHashMap<>();
        good.put("node_id", "a-1");
        good.put("data_dir", "/var/lib/trivet");
        good.put("cluster_id", "orders.eu_1");
        good.put("members[].id", "a-1");
        good.put("members[].raft", "a-1.example.org:7001");
        good.put("members[].http", "10.1.2.3:8181");
        good.put("http.listen", "0.0.0.0:8181");
        good.put("http.io_threads", "3");
        good.put("http.worker_threads", "33");
        good.put("http.request_header_timeout", "11s");
        good.put("http.request_body_timeout", "12s");
        good.put("http.idle_timeout", "13m");
        good.put("http.max_connections", "140");
        good.put("raft.election_timeout", "250ms");
        good.put("raft.snapshot_interval", "2h");
        good.put("raft.snapshot_log_entries", "16");
        good.put("raft.read_round_timeout", "17s");
        good.put("raft.freshness_probe_interval", "18s");
        good.put("raft.transfer_timeout", "4s");
        good.put("raft.lag_warning", "20");
        good.put("limits.max_key", "1KiB");
        good.put("limits.max_value", "2MiB");
        good.put("limits.max_content_type", "23");
        good.put("limits.default_timeout", "24s");
        good.put("limits.max_timeout", "25s");
        good.put("limits.max_inflight_writes", "26");
        good.put("limits.max_inflight_reads", "27");
        good.put("limits.max_inflight_bytes", "1GiB");
        good.put("limits.max_forwards", "29");
        good.put("retention.revisions", "30");
        good.put("retention.interval", "31s");
        good.put("storage.block_cache", "17MiB");
        good.put("storage.row_cache", "18MiB");
        good.put("storage.write_buffer", "33MiB");
        return good;
    }
}
