package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.server.raft.ReadBarrier.Result;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a round makes of JRaft's answers. JRaft itself is played by a proxy. */
class ReadRoundTest {

    private static final PeerId SELF = new PeerId("127.0.0.1", 9080);
    private static final PeerId OTHER = new PeerId("127.0.0.1", 9081);

    private final Leadership leadership = new Leadership("node1", peer -> null);
    private final List<Result> results = new ArrayList<>();

    private PeerId leader = SELF;
    private boolean leading;
    private boolean stopped;
    private Runnable duringRound = () -> {};
    private @Nullable Status answer = Status.OK();
    private Runnable repeated = () -> {};
    private Result followers = Result.CONFIRMED;
    private Runnable duringQuestion = () -> {};
    private @Nullable PeerId asked;
    private ReadBarrier.@Nullable Round leaderRound;

    private final Node jraft = (Node) Proxy.newProxyInstance(
            Node.class.getClassLoader(), new Class<?>[] {Node.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "isLeader":
                        return leading;
                    case "readIndex":
                        duringRound.run();
                        asJRaftDoes((ReadIndexClosure) arguments[1]);
                        return null;
                    default:
                        throw new UnsupportedOperationException(method.getName());
                }
            });

    @Test
    void when_nodeFollows_then_theLeaderIsAskedAndJraftIsNot() {
        duringRound = () -> {
            throw new AssertionError("JRaft would begin a round of its own");
        };
        assertEquals(Result.CONFIRMED, run(Duration.ZERO));
        assertEquals(leader, asked);
        followers = Result.RETRY;
        assertEquals(Result.RETRY, run(Duration.ZERO));
    }

    /** sofa-jraft answers so in a group of one: see docs/decisions/0004. */
    @Test
    void when_leaderHasAppliedNothingOfItsTerm_then_roundDoesNotCount() {
        leading = true;
        assertEquals(Result.RETRY, run(Duration.ZERO));
        leadership.started(1);
        assertEquals(Result.CONFIRMED, run(Duration.ZERO));
    }

    @Test
    void when_leaderIsEstablishedOnlyDuringTheRound_then_roundDoesNotCount() {
        leading = true;
        duringRound = () -> leadership.started(1);
        assertEquals(Result.RETRY, run(Duration.ZERO));
    }

    /** A leader whose vote is taken leads on until that is committed, and JRaft counts its vote meanwhile. */
    @Test
    void when_leaderHasNoVoteAnyMore_then_roundDoesNotCount() {
        leading = true;
        leadership.started(1);
        leadership.votersCommitted(new Configuration(List.of(SELF, OTHER)));
        assertEquals(Result.CONFIRMED, run(Duration.ZERO));
        leadership.votersCommitted(new Configuration(List.of(OTHER)));
        assertEquals(Result.RETRY, run(Duration.ZERO));
    }

    @Test
    void when_leadershipEndsOrIsAnotherOneBeforeTheAnswer_then_roundDoesNotCount() {
        leading = true;
        duringRound = () -> leading = false;
        assertEquals(Result.RETRY, run(Duration.ZERO), "nothing was applied in the term that answered");
        leading = true;
        leadership.started(1);
        duringRound = () -> leadership.started(3);
        assertEquals(Result.RETRY, run(Duration.ZERO));
    }

    @Test
    void when_jraftReportsAFailureTwice_then_roundReportsOnce() {
        leading = true;
        leadership.started(1);
        answer = new Status(RaftError.EAGAIN, "nothing committed in this term");
        assertEquals(Result.RETRY, run(Duration.ZERO));
        repeated.run();
        assertEquals(List.of(), results);
    }

    @Test
    void when_jraftDoesNotAnswer_then_roundIsRetried() throws InterruptedException {
        leading = true;
        leadership.started(1);
        answer = null;
        BlockingQueue<Result> late = new LinkedBlockingQueue<>();
        round(Duration.ofMillis(50), Duration.ZERO).start(late::add);
        assertEquals(Result.RETRY, late.take());
    }

    @Test
    void when_jraftFails_then_roundIsRetried() {
        leading = true;
        leadership.started(1);
        answer = new Status(RaftError.EAGAIN, "nothing committed in this term");
        assertEquals(Result.RETRY, run(Duration.ZERO));
    }

    @Test
    void when_leaderNeedsNoJraft_then_itIsAskedOnlyIfNobodyConfirms() {
        leading = true;
        leadership.started(1);
        leaderRound = done -> done.accept(Result.CONFIRMED);
        answer = new Status(RaftError.EAGAIN, "JRaft was asked");
        assertEquals(Result.CONFIRMED, run(Duration.ZERO));
        leaderRound = done -> done.accept(Result.RETRY);
        assertEquals(Result.RETRY, run(Duration.ZERO));
        answer = Status.OK();
        assertEquals(Result.CONFIRMED, run(Duration.ZERO));
        leaderRound = done -> {
            stopped = true;
            done.accept(Result.CONFIRMED);
        };
        assertEquals(Result.STOPPING, run(Duration.ZERO));
    }

    @Test
    void when_thereIsNoLeader_then_patienceDecides() {
        leader = null;
        assertEquals(Result.RETRY, run(Duration.ofHours(1)));
        assertEquals(Result.NO_LEADER, run(Duration.ZERO));
    }

    @Test
    void when_nodeStopsOrStoreFails_then_nothingIsServed() {
        duringQuestion = () -> stopped = true;
        assertEquals(Result.STOPPING, run(Duration.ZERO));
        assertEquals(Result.STOPPING, run(Duration.ZERO));
        stopped = false;
        leading = true;
        leadership.started(1);
        duringRound = () -> stopped = true;
        assertEquals(Result.STOPPING, run(Duration.ZERO));
    }

    private void askLeader(PeerId known, Consumer<Result> done) {
        asked = known;
        duringQuestion.run();
        done.accept(followers);
    }

    /** A failure does not go through the closure's state, so its timer would report it once more. */
    private void asJRaftDoes(ReadIndexClosure closure) {
        Status now = answer;
        if (now == null) {
            return;
        }
        if (now.isOk()) {
            closure.setResult(7, new byte[0]);
            closure.run(now);
        } else {
            closure.run(now, ReadIndexClosure.INVALID_LOG_INDEX, new byte[0]);
            repeated = () -> closure.run(new Status(RaftError.ETIMEDOUT, "read-index request timeout"));
        }
    }

    private ReadRound round(Duration timeout, Duration patience) {
        return new ReadRound(
                jraft,
                SELF,
                () -> leader,
                this::askLeader,
                () -> leaderRound,
                leadership,
                () -> stopped,
                timeout,
                patience);
    }

    private Result run(Duration patience) {
        round(Duration.ofHours(1), patience).start(results::add);
        assertEquals(1, results.size(), "a round reports once");
        return results.remove(0);
    }
}
