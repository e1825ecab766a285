package io.trivet.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import io.trivet.statemachine.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps JRaft's configuration in line with the members that the log names. The leader gives or takes one vote at a time,
 * so that any two quorums have a member in common (Ongaro's dissertation, 4.1). A new member receives the log without a
 * vote until it has caught up (4.2.1); JRaft sees to that. A leader that dies half way leaves the rest to the next one.
 *
 * <p>Works on a thread of its own: JRaft takes its lock for every question here, and holds it while it connects to a new
 * voter, for a second if nothing answers. All writes and reads wait for that lock too, so only a member that has just
 * answered is given a vote.
 */
final class Voters implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Voters.class);
    private static final Duration PROPOSAL = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Node node;
    private final Supplier<Membership> wanted;
    private final Leadership leadership;
    private final Predicate<Member> answers;
    private final BiFunction<Command, Deadline, CompletableFuture<Outcome>> propose;
    private final Executor thread;

    private volatile @Nullable Settled settled;
    private CompletableFuture<Void> step = CompletableFuture.completedFuture(null);
    private long notBefore = System.nanoTime();
    private String complaint = "";

    /**
     * @param wanted who shall be a member: what the log says or, until it says anything, who formed the cluster
     * @param answers whether a member runs and can be reached; may block for a second
     * @param propose has the leader append a command
     * @param thread the one that does everything here, {@link #run} included
     */
    Voters(
            Node node,
            Supplier<Membership> wanted,
            Leadership leadership,
            Predicate<Member> answers,
            BiFunction<Command, Deadline, CompletableFuture<Outcome>> propose,
            Executor thread) {
        this.node = node;
        this.wanted = wanted;
        this.leadership = leadership;
        this.answers = answers;
        this.propose = propose;
        this.thread = thread;
    }

    /**
     * Who votes, as JRaft goes by it now. Waits for JRaft's lock.
     *
     * @throws UnavailableException when this node does not lead
     */
    Set<PeerId> current() {
        try {
            return new HashSet<>(node.listPeers());
        } catch (IllegalStateException e) {
            throw new UnavailableException(Reason.NO_LEADER, "this node does not lead");
        }
    }

    /**
     * Who votes in a term that this node leads, since and until a voter comes or goes.
     *
     * @param instances of those voters that are members
     */
    private record Settled(long term, int voters, Set<String> instances) {
        boolean areTwoMajority(long ofTerm) {
            return term == ofTerm && (voters == 2 || voters == 3);
        }
    }

    /**
     * Whether two voters of a term are a majority. Any thread may ask and does not wait. False where that is not certain: while a
     * voter comes or goes, for a moment after each election, and when this node does not lead that term.
     */
    boolean areTwoMajority(long term) {
        Settled known = settled;
        return known != null && known.areTwoMajority(term);
    }

    /**
     * Whether these are two voters, and a majority; as {@link #areTwoMajority}.
     *
     * @param one its instance, as of {@link Member#instance}
     */
    boolean areMajority(long term, String one, String other) {
        Settled known = settled;
        return known != null
                && known.areTwoMajority(term)
                && !one.equals(other)
                && known.instances.contains(one)
                && known.instances.contains(other);
    }

    private static Settled settled(long term, Set<PeerId> voters, Membership members) {
        Set<String> instances = new HashSet<>();
        for (Member member : members.members()) {
            if (!member.instance().isEmpty() && voters.contains(Members.peerId(member))) {
                instances.add(member.instance());
            }
        }
        return new Settled(term, voters.size(), instances);
    }

    /** Looks whether JRaft's configuration is what the log says, and changes it by one voter if not. */
    @Override
    public void run() {
        if (leadership.isEstablished() && step.isDone()) {
            try {
                long term = leadership.leadingTerm();
                Set<PeerId> voters = current();
                Membership members = wanted.get();
                settled = settled(term, voters, members);
                if (System.nanoTime() - notBefore >= 0) {
                    begin(next(members, voters));
                }
            } catch (UnavailableException e) {
                LOG.debug("the members are left to the next leader: {}", e.getMessage());
            }
        }
    }

    /**
     * Takes the vote of somebody whom the log does not name any more.
     *
     * @return completes when that is committed; fails with {@link UnknownOutcomeException} when it is left to the next leader
     */
    CompletableFuture<Void> withdraw(PeerId peer) {
        CompletableFuture<Void> withdrawn = new CompletableFuture<>();
        thread.execute(() -> withdraw(peer, withdrawn));
        return withdrawn;
    }

    private void withdraw(PeerId peer, CompletableFuture<Void> withdrawn) {
        if (!step.isDone()) {
            step.whenComplete((done, failure) -> thread.execute(() -> withdraw(peer, withdrawn)));
            return;
        }
        try {
            // A leader that took its own vote does not lead any more.
            if (!leadership.hasVote(peer) || !current().contains(peer)) {
                withdrawn.complete(null);
                return;
            }
            begin(take(peer));
        } catch (RuntimeException e) {
            withdrawn.completeExceptionally(new UnknownOutcomeException(
                    "the removal is in the log, but the vote is not taken: " + e.getMessage()));
            return;
        }
        step.whenComplete((done, failure) -> {
            if (failure == null) {
                withdrawn.complete(null);
            } else {
                withdrawn.completeExceptionally(failure);
            }
        });
    }

    private void begin(CompletableFuture<Void> next) {
        step = next.whenCompleteAsync(this::ended, thread);
    }

    private void ended(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null) {
            notBefore = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
        }
        complain(failure == null ? "" : String.valueOf(failure.getMessage()));
    }

    /** One line for each new trouble. */
    private void complain(String now) {
        if (!now.isEmpty() && !now.equals(complaint)) {
            LOG.warn("the voters are not yet what the members are: {}", now);
        }
        complaint = now;
    }

    private CompletableFuture<Void> next(Membership members, Set<PeerId> voters) {
        if (members.index() == 0) {
            return propose.apply(new Command.ChangeMembers(members), Deadline.after(PROPOSAL))
                    .thenAccept(outcome -> {});
        }
        Set<PeerId> leaving = new HashSet<>(voters);
        members.members().forEach(member -> leaving.remove(Members.peerId(member)));
        for (PeerId peer : leaving) {
            return take(peer);
        }
        for (Member member : members.members()) {
            if (!member.instance().isEmpty() && !voters.contains(Members.peerId(member)) && answers.test(member)) {
                return give(member);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> take(PeerId peer) {
        settled = null;
        Done taken = new Done("taking the vote of " + peer);
        node.removePeer(peer, taken);
        return taken.future;
    }

    private CompletableFuture<Void> give(Member member) {
        settled = null;
        Done given = new Done("giving " + member.id() + " a vote");
        node.addPeer(Members.peerId(member), given);
        return given.future;
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
