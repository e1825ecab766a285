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
 * One read-index round. The leader's is JRaft's, in its safe mode: it confirms with a majority that it still leads, and
 * applies up to its commit index. A follower asks the leader. Thread-safe.
 */
final class ReadRound implements ReadBarrier.Round {
    private static final byte[] NO_CONTEXT = {};

    private final Node node;
    private final Supplier<@Nullable PeerId> leader;
    private final BiConsumer<PeerId, Consumer<Result>> askLeader;
    private final Leadership leadership;
    private final BooleanSupplier stopped;
    private final long timeoutMillis;
    private final long patienceNanos;
    private volatile long leaderSeenAt = System.nanoTime();

    /**
     * @param askLeader runs a round of a follower, given the leader
     * @param stopped whether this node must not serve reads any more
     * @param timeout when a round without an answer counts as failed
     * @param patience how long reads may wait for an election before they are told that there is no leader
     */
    ReadRound(
            Node node,
            Supplier<@Nullable PeerId> leader,
            BiConsumer<PeerId, Consumer<Result>> askLeader,
            Leadership leadership,
            BooleanSupplier stopped,
            Duration timeout,
            Duration patience) {
        this.node = node;
        this.leader = leader;
        this.askLeader = askLeader;
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
        if (node.isLeader(false)) {
            confirmLeadership(done);
        } else {
            askLeader.accept(known, result -> done.accept(stopped.getAsBoolean() ? Result.STOPPING : result));
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
