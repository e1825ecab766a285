package io.trivet.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.Settings;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.raft.MembershipException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import io.trivet.statemachine.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the leader decides when the members shall change: whether they may, and then the entry of the log that says so.
 * {@link Voters} does the rest, in whoever leads by then.
 *
 * <p>Thread-safe; nothing blocks.
 */
final class MemberChanges {
    private final Supplier<Membership> members;
    private final Leadership leadership;
    private final Voters voters;
    private final ClusterProbe probe;
    private final BiFunction<Command, Deadline, CompletableFuture<Outcome>> propose;
    private final Executor thread;

    /**
     * @param members who is a member: what the log says or, until it says anything, who formed the cluster
     * @param propose has the leader append a command
     * @param thread that of the voters, which JRaft may hold up
     */
    MemberChanges(
            Supplier<Membership> members,
            Leadership leadership,
            Voters voters,
            ClusterProbe probe,
            BiFunction<Command, Deadline, CompletableFuture<Outcome>> propose,
            Executor thread) {
        this.members = members;
        this.leadership = leadership;
        this.voters = voters;
        this.probe = probe;
        this.propose = propose;
        this.thread = thread;
    }

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
            List<Member> next = new ArrayList<>(now.members());
            next.add(added.joined(""));
            return requireQuorum(voters.current(), 1)
                    .thenCompose(live -> change(new Membership(now.index(), next, now.removed()), deadline));
        });
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
            Member leaving = now.member(id);
            if (leaving == null) {
                throw new MembershipException(Reason.UNKNOWN_MEMBER, "there is no member " + id);
            }
            requireSettled(now, id);
            List<Member> next = new ArrayList<>(now.members());
            next.remove(leaving);
            List<String> removed = new ArrayList<>(now.removed());
            if (!leaving.instance().isEmpty()) {
                removed.add(leaving.instance());
            }
            PeerId peer = Members.peerId(leaving);
            Set<PeerId> staying = voters.current();
            staying.remove(peer);
            return requireQuorum(staying, 0)
                    .thenCompose(live -> change(new Membership(now.index(), next, removed), deadline))
                    .thenCompose(done -> voters.withdraw(peer));
        });
    }

    /** Takes a node with an empty data folder for the member of its name. Does nothing when it is that already. */
    CompletableFuture<Void> join(NodeIdentity newcomer, Deadline deadline) {
        return decide(now -> {
            Member member = now.member(newcomer.nodeId());
            if (member == null) {
                throw new MembershipException(Reason.UNKNOWN_MEMBER, "there is no member " + newcomer.nodeId());
            } else if (member.instance().equals(newcomer.instance())) {
                return CompletableFuture.completedFuture(null);
            } else if (!member.instance().isEmpty()) {
                throw new MembershipException(
                        Reason.MEMBER_EXISTS, newcomer.nodeId() + " is a member with another data folder");
            }
            List<Member> next = new ArrayList<>(now.members());
            next.set(next.indexOf(member), member.joined(newcomer.instance()));
            return change(new Membership(now.index(), next, now.removed()), deadline);
        });
    }

    /** Decides by what stands now; fails when this node does not lead. */
    private CompletableFuture<Void> decide(Function<Membership, CompletableFuture<Void>> decision) {
        return CompletableFuture.supplyAsync(this::standing, thread).thenComposeAsync(decision, thread);
    }

    private Membership standing() {
        if (!leadership.isEstablished()) {
            throw new UnavailableException(UnavailableException.Reason.NO_LEADER, "this node does not lead");
        }
        Membership now = members.get();
        if (now.index() == 0) {
            throw new MembershipException(Reason.CHANGE_UNDER_WAY, "the cluster is just being formed");
        }
        return now;
    }

    /** @param except a member that may be on its way in or out */
    private void requireSettled(Membership now, String except) {
        Set<PeerId> voting = voters.current();
        for (Member member : now.members()) {
            if (!voting.remove(Members.peerId(member)) && !member.id().equals(except)) {
                throw new MembershipException(
                        Reason.CHANGE_UNDER_WAY,
                        member.id() + " was added and has not caught up yet; wait for it, or remove it");
            }
        }
        if (!voting.isEmpty()) {
            throw new MembershipException(Reason.CHANGE_UNDER_WAY, "a member is just being removed");
        }
    }

    /**
     * Refuses what would leave the cluster unable to decide: most of the voters to be must answer right now.
     *
     * @param voting those who have a vote and keep it
     * @param added how many will have one that need not answer yet
     */
    private CompletableFuture<Void> requireQuorum(Set<PeerId> voting, int added) {
        return probe.ask().thenAccept(status -> {
            long live = status.members().stream()
                    .filter(view -> view.status().role() != Role.UNREACHABLE)
                    .filter(view -> voting.contains(JRaftOptions.peerId(view.member())))
                    .count();
            int all = voting.size() + added;
            if (live + added < all / 2 + 1) {
                throw new MembershipException(
                        Reason.QUORUM_AT_RISK,
                        "of the " + all + " members there would be, only " + (live + added)
                                + " answer, which is no majority of them");
            }
        });
    }

    private CompletableFuture<Void> change(Membership next, Deadline deadline) {
        return propose.apply(new Command.ChangeMembers(next), deadline).thenAccept(outcome -> {
            if (outcome instanceof Outcome.MembersChanged changed && !changed.changed()) {
                throw new MembershipException(Reason.CHANGE_UNDER_WAY, "another change came first");
            }
        });
    }
}
