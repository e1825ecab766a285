package io.trivet.server.raft;

import com.alipay.sofa.jraft.StateMachine;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import com.alipay.sofa.jraft.option.RpcOptions;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.config.NodeConfig.Member;
import java.nio.file.Path;
import java.time.Duration;

/** Turns the configuration into JRaft's options. What is not set here is JRaft's default on purpose. */
final class JRaftOptions {
    private static final int MIB = 1 << 20;
    /** How much of a snapshot one message takes to a member. */
    static final int SNAPSHOT_PART_BYTES = MIB;

    private static final int CONNECT_TIMEOUT_MILLIS = 1000;
    private static final Duration INSTALL_SNAPSHOT_TIMEOUT = Duration.ofHours(1);

    private JRaftOptions() {}

    /**
     * The Raft group's name. Cluster ids and formations map to it one to one and JRaft refuses messages of other groups,
     * so members of two clusters, or of one cluster before and after it was restored, never mix, whatever addresses they
     * are given.
     */
    static String groupId(String clusterId, String formationId) {
        StringBuilder name = new StringBuilder("trivet-").append(formationId).append('-');
        for (int i = 0; i < clusterId.length(); i++) {
            char c = clusterId.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            name.append(plain ? String.valueOf(c) : "_%02X".formatted((int) c));
        }
        return name.toString();
    }

    static PeerId peerId(Member member) {
        return new PeerId(member.raft().host(), member.raft().port());
    }

    /** For the connections to other nodes. */
    static RpcOptions connections() {
        RpcOptions options = new RpcOptions();
        options.setRpcConnectTimeoutMs(CONNECT_TIMEOUT_MILLIS);
        return options;
    }

    /** @param firstVoters who votes until the log says so; empty when this node has to wait for the log */
    static NodeOptions nodeOptions(
            NodeConfig config, Configuration firstVoters, Path folder, StateMachine stateMachine, JRaftParts parts) {
        NodeOptions options = new NodeOptions();
        options.setInitialConf(firstVoters);
        options.setFsm(stateMachine);
        options.setLogUri(folder.resolve("log").toString());
        options.setRaftMetaUri(folder.resolve("meta").toString());
        options.setSnapshotUri(folder.resolve("snapshot").toString());
        options.setElectionTimeoutMs(electionMillis(config));
        options.setSnapshotIntervalSecs(0); // SnapshotSchedule decides when
        options.setDisableCli(true);
        // Each timer is a thread that wakes every millisecond.
        options.setSharedElectionTimer(true);
        options.setSharedVoteTimer(true);
        options.setSharedStepDownTimer(true);
        options.setSharedSnapshotTimer(true);
        options.setRpcConnectTimeoutMs(CONNECT_TIMEOUT_MILLIS);
        options.setRpcInstallSnapshotTimeout((int) INSTALL_SNAPSHOT_TIMEOUT.toMillis());
        options.setServiceFactory(parts);
        options.setRaftOptions(raftOptions(config));
        return options;
    }

    private static RaftOptions raftOptions(NodeConfig config) {
        RaftOptions options = new RaftOptions();
        options.setSync(true);
        options.setSyncMeta(true); // a vote that a power loss forgets could be given twice
        options.setEnableLogEntryChecksum(true);
        options.setReadOnlyOptions(ReadOnlyOption.ReadOnlySafe);
        options.setMaxReadIndexLag(10_000); // sofa-jraft #1232
        options.setOpenStatistics(false);
        options.setApplyBatch(256);
        options.setMaxAppendBufferSize(2 * MIB);
        options.setMaxByteCountPerRpc(SNAPSHOT_PART_BYTES);
        long memory = Math.min(256L * MIB, Runtime.getRuntime().maxMemory() / 8);
        options.setMaxLogsInMemoryBytes(memory); // sofa-jraft #840
        options.setMaxElectionDelayMs(Math.max(1, electionMillis(config) / 2));
        return options;
    }

    private static int electionMillis(NodeConfig config) {
        return Math.toIntExact(config.raft().electionTimeout().toMillis());
    }
}
