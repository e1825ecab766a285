package io.trivet.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.Settings;
import io.trivet.server.folder.Formation;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.raft.MembershipException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's part in changing the members. A change is first written to the log as the list of members that shall be;
 * then whoever leads brings JRaft's configuration in line with it, one voter at a time, so that any two quorums have a
 * member in common (Ongaro's dissertation, 4.1). A new member receives the log without a vote until it has caught up
 * (4.2.1); JRaft sees to that. A leader that dies half way leaves the rest to the next one.
 *
 * <p>Thread-safe; nothing blocks.
 */
final class MemberChanges implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberChanges.class);
    private static final Duration PROPOSAL = Duration.ofSeconds(5);

    private final Node node;
    private final Store store;
    private final Formation formation;
    private final Leadership leadership;
    private final ClusterProbe probe;
    private final BiFunction<Command, Deadline, CompletableFuture<Outcome>> propose;

    private @Nullable CompletableFuture<Void> step;
    private String complaint = "";

    MemberChanges(
            Node node,
            Store store,
            Formation formation,
            Leadership leadership,
            ClusterProbe probe,
            BiFunction<Command, Deadline, CompletableFuture<Outcome>> propose) {
        this.node = node;
        this.store = store;
        this.formation = formation;
        this.leadership = leadership;
        this.probe = probe;
        this.propose = propose;
    }

    // ------------------------------------------------------------------ what is asked

    /**
     * Adds a member, which becomes a voter once its node runs and has caught up.
     *
     * @return completes when the log says so; fails with {@link MembershipException} when that is refused, and otherwise
     *     as {@link RaftNode#propose}
     */
    CompletableFuture<Void> add(Member added, Deadline deadline) {
        return decide(now -> {
                    if (now.members().size() >= Settings.MAX_MEMBERS) {
                        throw new MembershipException(
                                Reason.TOO_MANY_MEMBERS, "a cluster has at most " + Settings.MAX_MEMBERS + " members");
                    }
                    requireSettled(now, "");
                    for (Member member : now.members()) {
                        requireDifferent(member, added);
                    }
                })
                .thenCompose(now -> requireQuorum(peer -> true, 1).thenCompose(live -> {
                    List<Member> members = new ArrayList<>(now.members());
                    members.add(added.joined(""));
                    return change(new Membership(now.index(), members, now.removed()), deadline);
                }));
    }

    private static void requireDifferent(Member member, Member added) {
        if (member.id().equals(added.id())) {
            throw new MembershipException(Reason.MEMBER_EXISTS, "there is a member " + added.id() + " already");
        } else if (member.raft().equals(added.raft()) || member.http().equals(added.http())) {
            throw new MembershipException(Reason.ADDRESS_TAKEN, member.id() + " has one of these addresses already");
        }
    }

    /**
     * Removes a member for ever; its data folder cannot come back.
     *
     * @return completes when it has no vote any more; fails as {@link #add}
     */
    CompletableFuture<Void> remove(String id, Deadline deadline) {
        return decide(now -> {
                    if (now.member(id) == null) {
                        throw new MembershipException(Reason.UNKNOWN_MEMBER, "there is no member " + id);
                    }
                    requireSettled(now, id);
                })
                .thenCompose(now -> {
                    Member leaving = now.member(id);
                    if (leaving == null) {
                        throw new AssertionError(now);
                    }
                    PeerId peer = Members.peerId(leaving);
                    List<Member> members = new ArrayList<>(now.members());
                    members.remove(leaving);
                    List<String> removed = new ArrayList<>(now.removed());
                    if (!leaving.instance().isEmpty()) {
                        removed.add(leaving.instance());
                    }
                    Membership next = new Membership(now.index(), members, removed);
                    return requireQuorum(voter -> !voter.equals(peer), 0)
                            .thenCompose(live -> change(next, deadline))
                            .thenCompose(done -> settle());
                });
    }

    /** Takes a node with an empty data folder for the member of its name. Does nothing when it is that already. */
    CompletableFuture<Void> join(NodeIdentity newcomer, Deadline deadline) {
        return decide(now -> {}).thenCompose(now -> {
            Member member = now.member(newcomer.nodeId());
            if (member == null) {
                throw new MembershipException(Reason.UNKNOWN_MEMBER, "there is no member " + newcomer.nodeId());
            } else if (member.instance().equals(newcomer.instance())) {
                return CompletableFuture.completedFuture(null);
            } else if (!member.instance().isEmpty()) {
                throw new MembershipException(
                        Reason.MEMBER_EXISTS, newcomer.nodeId() + " is a member with another data folder");
            }
            List<Member> members = new ArrayList<>(now.members());
            members.set(members.indexOf(member), member.joined(newcomer.instance()));
            return change(new Membership(now.index(), members, now.removed()), deadline);
        });
    }

    /** What stands now, once it has been looked at; fails when this node does not lead or the look finds a reason. */
    private CompletableFuture<Membership> decide(Consumer<Membership> look) {
        try {
            if (!leadership.isEstablished()) {
                throw new UnavailableException(UnavailableException.Reason.NO_LEADER, "this node does not lead");
            }
            Membership now = store.membership();
            if (now.index() == 0) {
                throw new MembershipException(Reason.CHANGE_UNDER_WAY, "the cluster is just being formed");
            }
            look.accept(now);
            return CompletableFuture.completedFuture(now);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @param except a member that may be on its way in or out */
    private void requireSettled(Membership now, String except) {
        Set<PeerId> voters = voters();
        for (Member member : now.members()) {
            if (!voters.remove(Members.peerId(member)) && !member.id().equals(except)) {
                throw new MembershipException(
                        Reason.CHANGE_UNDER_WAY,
                        member.id() + " was added and has not caught up yet; wait for it, or remove it");
            }
        }
        if (!voters.isEmpty()) {
            throw new MembershipException(Reason.CHANGE_UNDER_WAY, "a member is just being removed");
        }
    }

    /** Refuses what would leave the cluster unable to decide: most of the voters to be must answer right now. */
    private CompletableFuture<Void> requireQuorum(Predicate<PeerId> stays, int added) {
        Set<PeerId> voters = voters();
        voters.removeIf(stays.negate());
        return probe.ask().thenAccept(status -> {
            long live = status.members().stream()
                    .filter(view -> view.status().role() != Role.UNREACHABLE)
                    .filter(view -> voters.contains(JRaftOptions.peerId(view.member())))
                    .count();
            int all = voters.size() + added;
            if (live + added < all / 2 + 1) {
                throw new MembershipException(
                        Reason.QUORUM_AT_RISK,
                        "of the " + all + " members there would be, only " + (live + added)
                                + " answer, which is no majority of them");
            }
        });
    }

    private Set<PeerId> voters() {
        try {
            return new HashSet<>(node.listPeers());
        } catch (IllegalStateException e) {
            throw new UnavailableException(UnavailableException.Reason.NO_LEADER, "this node does not lead");
        }
    }

    private CompletableFuture<Void> change(Membership next, Deadline deadline) {
        return propose.apply(new Command.ChangeMembers(next), deadline).thenAccept(outcome -> {
            if (outcome instanceof Outcome.MembersChanged changed && !changed.changed()) {
                throw new MembershipException(Reason.CHANGE_UNDER_WAY, "another change came first");
            }
        });
    }

    // ------------------------------------------------------------------ what follows

    /** Looks whether JRaft's configuration is what the log says, and changes it by one voter if not. */
    @Override
    public void run() {
        if (leadership.isEstablished() && node.isLeader(false)) {
            settle().whenComplete(
                            (done, failure) -> complain(failure == null ? "" : String.valueOf(failure.getMessage())));
        }
    }

    /** One line for each new trouble; a member that does not run yet is tried again all the time. */
    private synchronized void complain(String now) {
        if (!now.isEmpty() && !now.equals(complaint)) {
            LOG.warn("the members are not yet what they shall be: {}", now);
        }
        complaint = now;
    }

    /** Completes when the next step towards what the log says is done; at once when there is none. */
    private synchronized CompletableFuture<Void> settle() {
        if (step == null || step.isDone()) {
            try {
                step = next(store.membership());
            } catch (UnavailableException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return step;
    }

    private CompletableFuture<Void> next(Membership wanted) {
        if (wanted.index() == 0) {
            return change(new Membership(0, formation.members(), List.of()), Deadline.after(PROPOSAL));
        }
        Set<PeerId> leaving = voters();
        wanted.members().forEach(member -> leaving.remove(Members.peerId(member)));
        for (PeerId peer : leaving) {
            Done removed = new Done("removing the vote of " + peer);
            node.removePeer(peer, removed);
            return removed.future;
        }
        Set<PeerId> voters = voters();
        for (Member member : wanted.members()) {
            PeerId peer = Members.peerId(member);
            if (!member.instance().isEmpty() && !voters.contains(peer)) {
                Done added = new Done("giving " + member.id() + " a vote");
                node.addPeer(peer, added);
                return added.future;
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private static final class Done implements Closure {
        private final String what;
        private final CompletableFuture<Void> future = new CompletableFuture<>();

        Done(String what) {
            this.what = what;
        }

        @Override
        public void run(Status status) {
            if (status.isOk()) {
                LOG.info("done: {}", what);
                future.complete(null);
            } else {
                future.completeExceptionally(
                        new UnknownOutcomeException(what + " did not succeed: " + status.getErrorMsg()));
            }
        }
    }
}
