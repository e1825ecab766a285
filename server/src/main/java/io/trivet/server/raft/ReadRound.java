package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.server.raft.ReadBarrier.Result;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One read-index round. A follower asks the leader. The leader asks the others, and where one of them is not certain to be
 * enough, or none confirms, has JRaft run its round in its safe mode: that confirms with a majority that this node still leads, and
 * applies up to its commit index. Thread-safe.
 */
final class ReadRound implements ReadBarrier.Round {
    private static final byte[] NO_CONTEXT = {};

    private final Node node;
    private final Supplier<@Nullable PeerId> leader;
    private final BiConsumer<PeerId, Consumer<Result>> askLeader;
    private final Supplier<ReadBarrier.@Nullable Round> leaderRound;
    private final Leadership leadership;
    private final BooleanSupplier stopped;
    private final long timeoutMillis;
    private final long patienceNanos;
    private volatile long leaderSeenAt = System.nanoTime();

    /**
     * @param askLeader runs a round of a follower, given the leader
     * @param leaderRound what a leader can do without JRaft, null when it cannot
     * @param stopped whether this node must not serve reads any more
     * @param timeout when a round without an answer counts as failed
     * @param patience how long reads may wait for an election before they are told that there is no leader
     */
    ReadRound(
            Node node,
            Supplier<@Nullable PeerId> leader,
            BiConsumer<PeerId, Consumer<Result>> askLeader,
            Supplier<ReadBarrier.@Nullable Round> leaderRound,
            Leadership leadership,
            BooleanSupplier stopped,
            Duration timeout,
            Duration patience) {
        this.node = node;
        this.leader = leader;
        this.askLeader = askLeader;
        this.leaderRound = leaderRound;
        this.leadership = leadership;
        this.stopped = stopped;
        this.timeoutMillis = timeout.toMillis();
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
            confirmLeadership(done);
        } else {
            withoutJRaft.start(result -> {
                if (result == Result.CONFIRMED) {
                    ended.accept(result);
                } else {
                    confirmLeadership(done);
                }
            });
        }
    }

    private void confirmLeadership(Consumer<Result> done) {
        boolean established = leadership.isEstablished();
        ReadIndexClosure closure = new ReadIndexClosure(timeoutMillis) {
            @Override
            public void run(Status status, long index, byte[] context) {
                done.accept(result(status, established));
            }
        };
        try {
            node.readIndex(NO_CONTEXT, closure);
        } catch (IllegalStateException e) {
            // JRaft is shutting down and has passed, or will pass, ENODESHUTDOWN to the closure.
            return;
        }
    }

    private Result withoutLeader() {
        return System.nanoTime() - leaderSeenAt < patienceNanos ? Result.RETRY : Result.NO_LEADER;
    }

    private Result result(Status status, boolean established) {
        if (stopped.getAsBoolean()) {
            return Result.STOPPING;
        }
        if (!status.isOk()) {
            return Result.RETRY;
        }
        // A group of one answers with whatever it knows to be committed, even when it has just started and knows of
        // nothing: NodeImpl.readLeader checks the term of the commit index only where there is somebody to ask.
        if (node.isLeader(false) && !established) {
            return Result.RETRY;
        }
        return Result.CONFIRMED;
    }
}
