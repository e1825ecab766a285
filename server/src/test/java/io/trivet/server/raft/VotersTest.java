package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which steps the leader takes, and what whoever asked is told. JRaft itself is played by a proxy. */
class VotersTest {
    private static final PeerId PEER1 = new PeerId("127.0.0.1", 1);
    private static final PeerId PEER2 = new PeerId("127.0.0.1", 2);
    private static final PeerId PEER3 = new PeerId("127.0.0.1", 3);

    private final Leadership leadership = new Leadership("n1", peer -> null);
    private final List<String> steps = new ArrayList<>();
    private final List<Closure> ends = new ArrayList<>();
    private List<PeerId> voting = List.of(PEER1, PEER2);
    private Membership wanted = membership("n1", "n2");
    private boolean reachable = true;
    private boolean leads = true;

    private final Node jraft = (Node) Proxy.newProxyInstance(
            Node.class.getClassLoader(), new Class<?>[] {Node.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "listPeers":
                        if (!leads) {
                            throw new IllegalStateException("Not leader");
                        }
                        return voting;
                    case "addPeer", "removePeer":
                        steps.add(method.getName() + " " + arguments[0]);
                        ends.add((Closure) arguments[1]);
                        return null;
                    default:
                        throw new UnsupportedOperationException(method.getName());
                }
            });

    private final Voters voters = new Voters(
            jraft,
            () -> wanted,
            leadership,
            member -> reachable,
            (command, deadline) -> CompletableFuture.failedFuture(new AssertionError(command)),
            Runnable::run);

    @BeforeEach
    void lead() {
        leadership.started(1);
    }

    @Test
    void when_everyMemberHasItsVote_then_nothingIsDone() {
        voters.run();
        assertEquals(List.of(), steps);
    }

    /** sofa-jraft holds its lock while it connects to a new voter: every write and read would wait a second. */
    @Test
    void when_newMemberDoesNotAnswer_then_jraftIsNotAskedToReachIt() {
        wanted = membership("n1", "n2", "n3");
        reachable = false;
        voters.run();
        assertEquals(List.of(), steps);
        reachable = true;
        voters.run();
        assertEquals(List.of("addPeer 127.0.0.1:3"), steps);
    }

    @Test
    void when_stepFails_then_theNextTryWaits() {
        wanted = membership("n1", "n2", "n3");
        voters.run();
        end(new Status(RaftError.ECATCHUP, "it does not catch up"));
        voters.run();
        assertEquals(List.of("addPeer 127.0.0.1:3"), steps);
    }

    @Test
    void when_memberIsRemoved_then_whoAskedIsToldOnceItsVoteIsTaken() {
        wanted = membership("n1");
        CompletableFuture<Void> withdrawn = voters.withdraw(PEER2);
        voters.run();
        assertEquals(List.of("removePeer 127.0.0.1:2"), steps);
        assertFalse(withdrawn.isDone());
        end(Status.OK());
        withdrawn.join();
    }

    @Test
    void when_anotherStepIsUnderWay_then_theRemovalWaitsForItAndStillHappens() {
        wanted = membership("n1", "n2", "n3");
        voters.run();
        wanted = membership("n1", "n3");
        CompletableFuture<Void> withdrawn = voters.withdraw(PEER2);
        assertEquals(List.of("addPeer 127.0.0.1:3"), steps);
        end(new Status(RaftError.ECATCHUP, "it does not catch up"));
        assertEquals(List.of("addPeer 127.0.0.1:3", "removePeer 127.0.0.1:2"), steps);
        assertFalse(withdrawn.isDone());
        end(Status.OK());
        withdrawn.join();
    }

    /** It is in the log for ever by then: 503 would say that it certainly did not happen. */
    @Test
    void when_leadershipIsLostBeforeTheVoteIsTaken_then_theOutcomeIsUnknown() {
        wanted = membership("n1");
        leads = false;
        assertUnknown(voters.withdraw(PEER2));
    }

    @Test
    void when_takingTheVoteFails_then_theOutcomeIsUnknown() {
        wanted = membership("n1");
        CompletableFuture<Void> withdrawn = voters.withdraw(PEER2);
        end(new Status(RaftError.EPERM, "Not leader"));
        assertUnknown(withdrawn);
    }

    @Test
    void when_leaderHasTakenItsOwnVote_then_thatIsNoFailure() {
        leads = false;
        Configuration others = new Configuration();
        others.addPeer(PEER2);
        others.addPeer(PEER3);
        leadership.votersCommitted(others);
        assertTrue(voters.withdraw(PEER1).isDone());
        voters.withdraw(PEER1).join();
    }

    private static void assertUnknown(CompletableFuture<Void> future) {
        CompletionException failure = assertThrows(CompletionException.class, future::join);
        assertInstanceOf(UnknownOutcomeException.class, failure.getCause());
    }

    private void end(Status status) {
        ends.get(ends.size() - 1).run(status);
    }

    private static Membership membership(String... ids) {
        List<Member> members = new ArrayList<>();
        for (String id : ids) {
            String port = id.substring(1);
            members.add(new Member(id, "instance-" + id, "127.0.0.1:" + port, "127.0.0.1:100" + port));
        }
        return new Membership(7, members, List.of());
    }
}
