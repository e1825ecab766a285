package io.trivet.server.config;

import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.config.NodeConfig.Http;
import io.trivet.server.config.NodeConfig.Limits;
import io.trivet.server.config.NodeConfig.Member;
import io.trivet.server.config.NodeConfig.Raft;
import io.trivet.server.config.NodeConfig.Retention;
import io.trivet.server.config.NodeConfig.Storage;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of a node: the defaults, then a file, then overrides. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Loads and checks a configuration. Nothing is looked up in the network, and no folder is touched.
     *
     * @param file null for a cluster of one on the default addresses
     * @param overrides each {@code key=value}, the key being a path as in {@link Settings}, such as
     *     {@code raft.election_timeout} or {@code members[0].raft}; of two for one key the last counts
     * @throws ConfigException with every problem that could be found
     */
    public static NodeConfig load(@Nullable Path file, List<String> overrides) throws ConfigException {
        Problems problems = new Problems();
        Values values = new Values(problems);
        boolean known = file == null || new ConfigFile(values, problems).read(file);
        new Overrides(values, problems).apply(overrides);
        if (known) {
            new Consistency(values, problems).check();
        }
        problems.throwIfAny(file == null ? "command line" : file.toString());
        return build(values);
    }

    private static NodeConfig build(Values values) {
        String nodeId = values.require(Settings.NODE_ID);
        List<Member> members =
                Candidate.all(values).stream().map(Candidate::checked).toList();
        return new NodeConfig(
                nodeId,
                values.require(Settings.DATA_DIR),
                values.require(Settings.CLUSTER_ID),
                members,
                http(values, members, nodeId),
                raft(values),
                limits(values),
                new Retention(values.require(Settings.REVISIONS), values.require(Settings.RETENTION_INTERVAL)),
                new Storage(
                        values.require(Settings.BLOCK_CACHE),
                        values.require(Settings.ROW_CACHE),
                        values.require(Settings.WRITE_BUFFER)));
    }

    private static Http http(Values values, List<Member> members, String nodeId) {
        return new Http(
                listen(values, members, nodeId),
                values.require(Settings.IO_THREADS),
                values.require(Settings.WORKER_THREADS),
                values.require(Settings.REQUEST_HEADER_TIMEOUT),
                values.require(Settings.REQUEST_BODY_TIMEOUT),
                values.require(Settings.IDLE_TIMEOUT),
                values.require(Settings.MAX_CONNECTIONS));
    }

    private static Address listen(Values values, List<Member> members, String nodeId) {
        Address listen = values.given(Settings.HTTP_LISTEN);
        return listen != null
                ? listen
                : members.stream()
                        .filter(member -> member.id().equals(nodeId))
                        .findFirst()
                        .orElseThrow()
                        .http();
    }

    private static Raft raft(Values values) {
        return new Raft(
                values.require(Settings.ELECTION_TIMEOUT),
                values.require(Settings.SNAPSHOT_INTERVAL),
                values.require(Settings.SNAPSHOT_LOG_ENTRIES),
                values.require(Settings.READ_ROUND_TIMEOUT),
                values.require(Settings.FRESHNESS_PROBE_INTERVAL),
                values.require(Settings.TRANSFER_TIMEOUT),
                values.require(Settings.LAG_WARNING));
    }

    private static Limits limits(Values values) {
        return new Limits(
                values.require(Settings.MAX_KEY),
                values.require(Settings.MAX_VALUE),
                values.require(Settings.MAX_CONTENT_TYPE),
                values.require(Settings.DEFAULT_TIMEOUT),
                values.require(Settings.MAX_TIMEOUT),
                values.require(Settings.MAX_INFLIGHT_WRITES),
                values.require(Settings.MAX_INFLIGHT_READS),
                values.require(Settings.MAX_INFLIGHT_BYTES),
                values.require(Settings.MAX_FORWARDS));
    }
}
