package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.server.raft.UnavailableException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One read-index round. A follower asks the leader. The leader asks another member, and where one is not certain to be
 * enough, or none confirms, has JRaft run its round in its safe mode: that confirms with a majority that this node still leads, and
 * applies up to its commit index. Thread-safe.
 */
final class ReadRound implements ReadBarrier.Round {
    private static final byte[] NO_CONTEXT = {};
    /** JRaft's own timer, a thread that wakes every millisecond, reports once more what has failed already. */
    private static final long NO_TIMER = -1;

    private final Node node;
    private final PeerId self;
    private final Supplier<@Nullable PeerId> leader;
    private final BiConsumer<PeerId, Consumer<Result>> askLeader;
    private final Supplier<ReadBarrier.@Nullable Round> leaderRound;
    private final Leadership leadership;
    private final BooleanSupplier stopped;
    private final Duration timeout;
    private final long patienceNanos;
    private volatile long leaderSeenAt = System.nanoTime();

    /**
     * @param self this node, as the voters know it
     * @param askLeader runs a round of a follower, given the leader
     * @param leaderRound what a leader can do without JRaft, null when it cannot
     * @param stopped whether this node must not serve reads any more
     * @param timeout when a round without an answer counts as failed
     * @param patience how long reads may wait for an election before they are told that there is no leader
     */
    ReadRound(
            Node node,
            PeerId self,
            Supplier<@Nullable PeerId> leader,
            BiConsumer<PeerId, Consumer<Result>> askLeader,
            Supplier<ReadBarrier.@Nullable Round> leaderRound,
            Leadership leadership,
            BooleanSupplier stopped,
            Duration timeout,
            Duration patience) {
        this.node = node;
        this.self = self;
        this.leader = leader;
        this.askLeader = askLeader;
        this.leaderRound = leaderRound;
        this.leadership = leadership;
        this.stopped = stopped;
        this.timeout = timeout;
        this.patienceNanos = patience.toNanos();
    }

    @Override
    public void start(Consumer<Result> done) {
        if (stopped.getAsBoolean()) {
            done.accept(Result.STOPPING);
            return;
        }
        PeerId known = leader.get();
        if (known == null) {
            done.accept(withoutLeader());
            return;
        }
        leaderSeenAt = System.nanoTime();
        Consumer<Result> ended = result -> done.accept(stopped.getAsBoolean() ? Result.STOPPING : result);
        ReadBarrier.Round withoutJRaft = leaderRound.get();
        if (!node.isLeader(false)) {
            askLeader.accept(known, ended);
        } else if (withoutJRaft == null) {
            confirmLeadership(ended);
        } else {
            withoutJRaft.start(result -> {
                if (result == Result.CONFIRMED) {
                    ended.accept(result);
                } else {
                    confirmLeadership(ended);
                }
            });
        }
    }

    /** JRaft may report a failure twice, or nothing when it is shutting down: the first word counts, or the timeout. */
    private void confirmLeadership(Consumer<Result> done) {
        long term = leadership.leadingTerm();
        CompletableFuture<Status> answer = new CompletableFuture<>();
        Deadline.after(timeout)
                .bound(answer, () -> new UnavailableException(Reason.NO_LEADER, "JRaft's round takes too long"))
                .whenComplete((status, late) ->
                        done.accept(late == null && status.isOk() && isProof(term) ? Result.CONFIRMED : Result.RETRY));
        try {
            node.readIndex(NO_CONTEXT, new ReadIndexClosure(NO_TIMER) {
                @Override
                public void run(Status status, long index, byte[] context) {
                    answer.complete(status);
                }
            });
        } catch (IllegalStateException e) {
            answer.complete(new Status(RaftError.ENODESHUTDOWN, "JRaft is shutting down"));
        }
    }

    private Result withoutLeader() {
        return System.nanoTime() - leaderSeenAt < patienceNanos ? Result.RETRY : Result.NO_LEADER;
    }

    /**
     * Whether JRaft's word that this node leads proves it. It does not
     * <ul>
     *   <li>where this node had applied nothing of its term when it asked: a group of one answers with whatever it knows to be
     *       committed, as {@code NodeImpl.readLeader} checks the term of the commit index only where there is somebody to ask;
     *   <li>where this node's vote is being taken: JRaft counts it still, and counts it with the new voters alone as soon as
     *       these are in its log, so that of an even number of voters another half can have elected a leader. It applies the
     *       joint configuration, which {@link Leadership#hasVote} knows, before it appends the new one.
     * </ul>
     *
     * @param term the leadership that was established when the round began
     */
    private boolean isProof(long term) {
        return term >= 0 && term == leadership.leadingTerm() && leadership.hasVote(self);
    }
}
