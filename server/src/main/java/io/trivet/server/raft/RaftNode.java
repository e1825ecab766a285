package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.config.NodeConfig.Member;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in the cluster: has commands committed, passing them to the leader when that is another member, and
 * makes reads wait until they are linearizable. Thread-safe; no method blocks.
 *
 * <p>Its futures complete on JRaft, network or timer threads, which must not be held up: continue elsewhere.
 */
public final class RaftNode {
    private static final Duration MEMBER_PATIENCE = Duration.ofMillis(20);

    private final NodeConfig config;
    private final String version;
    private final Node node;
    private final NodeWatch watch;
    private final Store store;
    private final Leadership leadership;
    private final PeerTransport transport;
    private final LocalProposer proposer;
    private final Forwards forwards;
    private final ReadBarrier barrier;
    private final Confirmations confirmations;
    private final RaftMetrics metrics;
    private final StoreWaiters revisions;
    private final LeadershipTransfer transfer;
    private final ClusterProbe probe;
    private final NodeIdentity identity;
    private final Members members;
    private final Voters voters;
    private final MemberChanges changes;
    private final Semaphore inflight;
    private volatile boolean stopping;

    RaftNode(
            NodeConfig config,
            String version,
            NodeIdentity identity,
            Members members,
            Node node,
            NodeWatch watch,
            JRaftParts parts,
            LongSupplier commitIndex,
            Store store,
            LogApplier applier,
            Leadership leadership,
            StoreWaiters revisions,
            StoreWaiters appliedIndexes,
            PeerTransport transport,
            RaftTimer timer,
            RaftTimer memberThread,
            RaftMetrics metrics,
            WriteMetrics writeMetrics) {
        this.config = config;
        this.version = version;
        this.node = node;
        this.watch = watch;
        this.store = store;
        this.leadership = leadership;
        this.revisions = revisions;
        this.transport = transport;
        this.metrics = metrics;
        this.proposer = new LocalProposer(node, Clock.systemUTC(), writeMetrics);
        this.forwards = new Forwards(transport, metrics);
        this.transfer = new LeadershipTransfer(node, watch, memberThread);
        this.identity = identity;
        this.members = members;
        this.probe = new ClusterProbe(config.nodeId(), members, transport, this::status);
        this.voters = new Voters(
                node,
                members::current,
                leadership,
                member -> probe.answers(Members.addressed(member)),
                this::proposeHere,
                memberThread);
        this.changes = new MemberChanges(members::current, leadership, voters, probe, this::proposeHere, memberThread);
        this.inflight = new Semaphore(config.limits().maxInflightWrites());
        this.confirmations = new Confirmations(identity.instance(), leadership, voters, parts::term, commitIndex);
        Duration roundTimeout = config.raft().readRoundTimeout();
        FollowerRound asking =
                new FollowerRound(confirmations::own, transport, parts.followerCommit(), appliedIndexes, roundTimeout);
        LeaderRound leading = new LeaderRound(
                confirmations, this::others, transport, appliedIndexes, patience(roundTimeout), roundTimeout);
        ReadRound round = new ReadRound(
                node,
                node.getNodeId().getPeerId(),
                watch::leader,
                (leader, done) -> askLeader(asking, leader, done),
                () -> confirmations.areEasy() ? leading : null,
                leadership,
                () -> stopping || applier.isHalted(),
                roundTimeout,
                config.raft().electionTimeout());
        this.barrier = new ReadBarrier(metrics.timed(round), timer::soon);
    }

    /**
     * Has a command committed and applied, by this node if it leads and by the leader otherwise.
     *
     * @param caller sends it on, in a task: the connection's thread, so that what comes before it gets to that goes along; or
     *     {@code Runnable::run}, at once
     * @return its outcome; or fails with {@link UnavailableException} when it certainly was not and will not be applied,
     *     or with {@link UnknownOutcomeException} when that cannot be told, at the deadline at the latest
     */
    public CompletableFuture<Outcome> propose(Command command, Deadline deadline, Executor caller) {
        PeerId leader = watch.leader();
        if (leader == null) {
            return failed(Reason.NO_LEADER, "the cluster has no leader now");
        }
        return leader.equals(node.getNodeId().getPeerId())
                ? proposeHere(List.of(command), deadline, caller).thenApply(outcomes -> outcomes.get(0))
                : admitted(1, deadline, () -> forward(leader, command, deadline, caller));
    }

    /** A {@link #proposeHere} for another node: these commands are applied together, or none is. */
    CompletableFuture<List<Outcome>> proposeForwarded(List<Command> commands, Deadline deadline) {
        metrics.received(commands.size());
        return proposeHere(commands, deadline, Runnable::run);
    }

    /** As {@link #propose}, but fails with {@link UnavailableException} when this node does not lead. */
    CompletableFuture<Outcome> proposeHere(Command command, Deadline deadline) {
        return proposeHere(List.of(command), deadline, Runnable::run).thenApply(outcomes -> outcomes.get(0));
    }

    private CompletableFuture<List<Outcome>> proposeHere(List<Command> commands, Deadline deadline, Executor caller) {
        if (!node.isLeader(false)) {
            return failed(Reason.NO_LEADER, config.nodeId() + " does not lead");
        }
        return admitted(commands.size(), deadline, () -> proposer.propose(commands, deadline, caller));
    }

    /** Places are held until the writes have really ended, not just until nobody waits for them any more. */
    private <T> CompletableFuture<T> admitted(int writes, Deadline deadline, Supplier<CompletableFuture<T>> begin) {
        if (stopping) {
            return failed(Reason.STOPPING, "this node is shutting down");
        }
        if (!inflight.tryAcquire(writes)) {
            return failed(Reason.OVERLOADED, "too many writes are under way on this node");
        }
        CompletableFuture<T> begun;
        try {
            begun = begin.get();
        } catch (RuntimeException e) {
            inflight.release(writes);
            throw e;
        }
        CompletableFuture<T> ended = begun.whenComplete((outcome, failure) -> inflight.release(writes));
        return deadline.bound(
                ended,
                () -> new UnknownOutcomeException("the deadline passed before the write was known to be applied"));
    }

    private CompletableFuture<Outcome> forward(PeerId leader, Command command, Deadline deadline, Executor caller) {
        Member member = member(leadership.nodeId(leader));
        if (member == null) {
            return failed(Reason.NO_LEADER, "the leader " + leader + " is not a member that this node knows");
        }
        return forwards.send(member.raft(), command, deadline, caller);
    }

    /**
     * Completes once the store on this node holds every write that was acknowledged anywhere before this call; fails
     * with {@link UnavailableException} when that cannot be established, at the deadline at the latest.
     *
     * @param caller begins the round, in a task: the connection's thread, so that what comes before it gets to that shares the
     *     round; or {@code Runnable::run}, at once
     */
    public CompletableFuture<Void> readBarrier(Deadline deadline, Executor caller) {
        return deadline.bound(
                barrier.await(deadline, caller),
                () -> new UnavailableException(
                        Reason.NO_LEADER, "no leader confirmed the read within the request's timeout"));
    }

    /** Far more than a round trip between machines, far less than reads are kept waiting for a round. */
    private static Duration patience(Duration roundTimeout) {
        Duration half = roundTimeout.dividedBy(2);
        return half.compareTo(MEMBER_PATIENCE) < 0 ? half : MEMBER_PATIENCE;
    }

    private void askLeader(FollowerRound round, PeerId leader, Consumer<Result> done) {
        Member member = member(leadership.nodeId(leader));
        if (member == null) {
            done.accept(Result.RETRY);
        } else {
            round.start(member.raft(), done);
        }
    }

    /**
     * The index up to which a follower's store must be for its reads to be linearizable: the leader's answer to {@link
     * FollowerRound}. Where the question is not confirmation enough, it waits for the leader's next round, together with the
     * leader's own reads and other followers'. A member that was removed gets an index by that like everybody else, and serves it if its store ever is as far.
     *
     * @return fails as {@link #readBarrier}, and with {@link UnavailableException} when this node does not lead
     */
    CompletableFuture<ReadIndex> readIndexHere(Confirmation asker, Deadline deadline) {
        if (!node.isLeader(false)) {
            return failed(Reason.NO_LEADER, config.nodeId() + " does not lead");
        }
        ReadIndex told = confirmations.answer(asker);
        metrics.asked(told != null);
        return told != null
                ? CompletableFuture.completedFuture(told)
                : readBarrier(deadline, Runnable::run)
                        .thenApply(confirmed -> new ReadIndex(store.appliedIndex(), ReadIndex.UNKNOWN));
    }

    /**
     * Completes once the store on this node has a revision; fails with {@link UnavailableException} at the deadline.
     */
    public CompletableFuture<Void> revisionReached(long revision, Deadline deadline) {
        return revisions.awaitUntil(deadline, revision);
    }

    /** What this node says of its term. */
    Confirmation confirmation() {
        return confirmations.own();
    }

    /** How far behind this node's store may be at most; null when that was never confirmed since the start. */
    public @Nullable Duration staleness() {
        return barrier.staleness();
    }

    /** Whether this node leads the cluster, as far as it knows. */
    public boolean isLeader() {
        return node.isLeader(false);
    }

    /** The node id of the leader this node knows, null when it knows none. */
    public @Nullable String leader() {
        return leadership.nodeId(watch.leader());
    }

    private Role role() {
        if (isLeader()) {
            return Role.LEADER;
        }
        return leadership.hasVote(node.getNodeId().getPeerId()) ? Role.FOLLOWER : Role.LEARNER;
    }

    /** What this node says of itself. */
    MemberStatus status() {
        return new MemberStatus(
                role(),
                leadership.term(),
                leader(),
                Math.max(watch.appliedIndex(), store.appliedIndex()),
                Math.max(watch.committedIndex(), store.appliedIndex()),
                store.revision(),
                version);
    }

    /** Asks every member for its status; completes within about half a second and never fails. */
    public CompletableFuture<ClusterStatus> clusterStatus() {
        return probe.ask();
    }

    /**
     * Makes another member the leader.
     *
     * @param to the node id of a member
     * @return completes when that member, or in its stead another, leads; fails with {@link UnavailableException} when
     *     the leadership stays where it is, and with {@link UnknownOutcomeException} at the deadline
     */
    public CompletableFuture<Void> transferLeadership(String to, Deadline deadline) {
        PeerId leader = watch.leader();
        Member member = member(leadership.nodeId(leader));
        if (leader == null || member == null) {
            return failed(Reason.NO_LEADER, "the cluster has no leader now");
        }
        if (leader.equals(node.getNodeId().getPeerId())) {
            return transferFromHere(to, deadline);
        }
        byte[] body = to.getBytes(StandardCharsets.UTF_8);
        return transport
                .ask(member.raft(), PeerRequest.Kind.TRANSFER, body, deadline)
                .thenApply(response -> null);
    }

    /** As {@link #transferLeadership}, but fails when this node does not lead. */
    CompletableFuture<Void> transferFromHere(String to, Deadline deadline) {
        Member member = member(to);
        if (member == null) {
            return failed(Reason.TRANSFER_FAILED, "no member has the id " + to);
        }
        return transfer.start(JRaftOptions.peerId(member), deadline);
    }

    /** What this node says of itself to a node that is not part of the cluster yet, or perhaps no more. */
    CompletableFuture<Introduction> introduction(Deadline deadline) {
        return readBarrier(deadline, Runnable::run)
                .handle((confirmed, failure) -> new Introduction(identity, members.current(), failure == null));
    }

    /** Whether there is a member of that id, as far as this node knows. */
    public boolean hasMember(String id) {
        return members.find(id) != null;
    }

    /** The leader's part in changing the members. */
    MemberChanges memberChanges() {
        return changes;
    }

    /** What keeps the voters in line with the members. */
    Voters voters() {
        return voters;
    }

    /**
     * Adds a member.
     *
     * @param member who it is and where it will be reached
     * @return completes when it may join; it is a learner until it has caught up. Fails with {@link MembershipException}
     *     when the cluster refuses, and otherwise as {@link #propose}
     */
    public CompletableFuture<Void> addMember(Member member, Deadline deadline) {
        io.trivet.statemachine.Member added = Members.unjoined(member);
        return change(
                PeerRequest.Kind.ADD_MEMBER, PeerCodec.encode(added), () -> changes.add(added, deadline), deadline);
    }

    /**
     * Removes a member for ever.
     *
     * @return completes when it has no vote any more; fails as {@link #addMember}
     */
    public CompletableFuture<Void> removeMember(String id, Deadline deadline) {
        return change(
                PeerRequest.Kind.REMOVE_MEMBER,
                id.getBytes(StandardCharsets.UTF_8),
                () -> changes.remove(id, deadline),
                deadline);
    }

    private CompletableFuture<Void> change(
            PeerRequest.Kind kind, byte[] body, Supplier<CompletableFuture<Void>> here, Deadline deadline) {
        PeerId leader = watch.leader();
        Member member = member(leadership.nodeId(leader));
        if (leader == null || member == null) {
            return failed(Reason.NO_LEADER, "the cluster has no leader now");
        }
        CompletableFuture<Void> changed = leader.equals(node.getNodeId().getPeerId())
                ? here.get()
                : transport.ask(member.raft(), kind, body, deadline).thenAccept(RaftNode::requireAgreed);
        return deadline.bound(
                changed, () -> new UnknownOutcomeException("the deadline passed before the members were changed"));
    }

    private static void requireAgreed(PeerResponse response) {
        if (response.result() == PeerResponse.Result.REFUSED
                && response.reason().isEmpty()) {
            throw new UnavailableException(Reason.NO_LEADER, "the leader refused: " + response.message());
        } else if (response.result() == PeerResponse.Result.REFUSED) {
            throw new MembershipException(MembershipException.Reason.valueOf(response.reason()), response.message());
        }
    }

    /** From now on new work is refused; what is under way goes on. */
    void refuseNewWork() {
        stopping = true;
    }

    /** Hands the leadership to whichever member is furthest, if this node has it and there is somebody to take it. */
    CompletableFuture<Void> abdicate(Deadline deadline) {
        return isLeader() && members.list().size() > 1
                ? transfer.start(PeerId.ANY_PEER, deadline)
                : CompletableFuture.completedFuture(null);
    }

    private List<Address> others() {
        return members.list().stream()
                .filter(member -> !member.id().equals(config.nodeId()))
                .map(Member::raft)
                .toList();
    }

    private @Nullable Member member(@Nullable String id) {
        return members.find(id);
    }

    private static <T> CompletableFuture<T> failed(Reason reason, String message) {
        return CompletableFuture.failedFuture(new UnavailableException(reason, message));
    }
}
