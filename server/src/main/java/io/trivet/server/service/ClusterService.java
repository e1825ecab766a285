package io.trivet.server.service;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.config.Settings;
import io.trivet.server.raft.ClusterStatus;
import io.trivet.server.raft.RaftNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What a node tells of its cluster and of itself, and the transfer of leadership. Thread-safe; no method blocks. */
public final class ClusterService {

    /**
     * Whether this node can serve.
     *
     * @param reason one line for people
     */
    public record Health(boolean ok, String reason) {}

    private final NodeConfig config;
    private final RaftNode raft;
    private final Executor workers;
    private volatile boolean stopping;

    public ClusterService(NodeConfig config, RaftNode raft, Executor workers) {
        this.config = config;
        this.raft = raft;
        this.workers = workers;
    }

    public String clusterId() {
        return config.clusterId();
    }

    /** Asks all members; takes half a second at most and never fails. */
    public CompletableFuture<ClusterStatus> status() {
        return raft.clusterStatus().handleAsync(KeyValueService::result, workers);
    }

    /** Makes a member the leader and completes when the cluster has its new leader. */
    public CompletableFuture<Void> transferLeadership(String to, Duration timeout) {
        if (!raft.hasMember(to)) {
            return CompletableFuture.failedFuture(
                    new FailureException(new Failure.Refused("unknown_member", "no member has the id " + to)));
        }
        return raft.transferLeadership(to, Deadline.after(timeout)).handleAsync(KeyValueService::result, workers);
    }

    /** Adds a member; completes when the cluster waits for it. It has no vote until it runs and has caught up. */
    public CompletableFuture<Void> addMember(String id, String raftAddress, String httpAddress, Duration timeout) {
        NodeConfig.Member member;
        try {
            member = Settings.member(id, raftAddress, httpAddress);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new FailureException(new Failure.Refused("invalid_member", String.valueOf(e.getMessage()))));
        }
        return raft.addMember(member, Deadline.after(timeout)).handleAsync(KeyValueService::result, workers);
    }

    /** Removes a member for ever; completes when it has no vote any more. */
    public CompletableFuture<Void> removeMember(String id, Duration timeout) {
        return raft.removeMember(id, Deadline.after(timeout)).handleAsync(KeyValueService::result, workers);
    }

    /** From now on this node is not ready, so that whoever balances load looks elsewhere. */
    public void announceStop() {
        stopping = true;
    }

    /**
     * Whether this node serves linearizable reads right now: its last confirmed read-index round is no older than the
     * probe's period allows.
     */
    public Health readiness() {
        if (stopping) {
            return new Health(false, "not ready: shutting down");
        }
        Duration staleness = raft.staleness();
        NodeConfig.Raft timing = config.raft();
        Duration allowed = timing.freshnessProbeInterval().multipliedBy(2).plus(timing.readRoundTimeout());
        if (staleness != null && staleness.compareTo(allowed) <= 0) {
            return new Health(true, "ready");
        }
        String leader = raft.leader();
        if (leader == null) {
            return new Health(false, "not ready: no leader is known");
        }
        return new Health(
                false,
                staleness == null
                        ? "not ready: catching up with " + leader
                        : "not ready: " + leader + " has not confirmed a read for " + staleness.toMillis() + " ms");
    }
}
