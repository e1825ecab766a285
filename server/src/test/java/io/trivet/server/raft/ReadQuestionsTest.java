package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which questions are confirmation enough. The leader's voters are those that JRaft, played by a proxy, tells. */
class ReadQuestionsTest {
    private static final long TERM = 5;
    private static final ReadIndex TOLD = new ReadIndex(70, TERM);

    private final Leadership leadership = new Leadership("n1", peer -> null);
    private List<PeerId> voting = peers(1, 2, 3);
    private Membership members = members("a", "b", "c");
    private long term = TERM;
    private Runnable whenIndexIsRead = () -> {};

    private final Node jraft = (Node) Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (proxy, method, arguments) -> method.getName().equals("listPeers") ? voting : null);

    private final Voters voters = new Voters(
            jraft,
            () -> members,
            leadership,
            member -> false,
            (command, deadline) -> CompletableFuture.failedFuture(new AssertionError(command)),
            Runnable::run);

    private final ReadQuestions questions = new ReadQuestions("a", leadership, voters, () -> term, this::commitIndex);

    private long commitIndex() {
        whenIndexIsRead.run();
        return 70;
    }

    @BeforeEach
    void lead() {
        leadership.started(TERM);
        voters.run();
    }

    @Test
    void when_voterOfThisTermAsks_then_itIsTold() {
        assertEquals(TOLD, questions.answer(new ReadQuestion("b", TERM)));
        assertEquals(TOLD, questions.answer(new ReadQuestion("c", TERM)));
        voting = peers(1, 2);
        voters.run();
        assertEquals(TOLD, questions.answer(new ReadQuestion("b", TERM)));
    }

    /** It may have voted for a later leader, which may have committed what this one does not know. */
    @Test
    void when_askerIsInAnotherTerm_then_roundIsNeeded() {
        assertNull(questions.answer(new ReadQuestion("b", TERM + 1)));
        assertNull(questions.answer(new ReadQuestion("b", TERM - 1)));
    }

    @Test
    void when_thisNodeIsInLaterTerm_then_roundIsNeeded() {
        term = TERM + 1;
        assertNull(questions.answer(new ReadQuestion("b", TERM)));
    }

    /** The commit index may be what the next leader has told by then: an entry of another term. */
    @Test
    void when_leadershipIsLostWhileTheIndexIsRead_then_roundIsNeeded() {
        whenIndexIsRead = () -> term = TERM + 1;
        assertNull(questions.answer(new ReadQuestion("b", TERM)));
    }

    @Test
    void when_thisNodeDoesNotLead_then_roundIsNeeded() {
        leadership.stopped(Status.OK());
        assertNull(questions.answer(new ReadQuestion("b", TERM)));
        assertNull(questions.answer(new ReadQuestion("b", leadership.leadingTerm())));
    }

    @Test
    void when_votersAreNotKnownInThisTerm_then_roundIsNeeded() {
        leadership.started(TERM + 1);
        term = TERM + 1;
        assertNull(questions.answer(new ReadQuestion("b", TERM + 1)));
        voters.run();
        assertEquals(new ReadIndex(70, TERM + 1), questions.answer(new ReadQuestion("b", TERM + 1)));
    }

    @Test
    void when_askerHasNoVote_then_roundIsNeeded() {
        assertNull(questions.answer(new ReadQuestion("d", TERM)));
        voting = peers(1, 3);
        voters.run();
        assertNull(questions.answer(new ReadQuestion("b", TERM)));
        assertEquals(TOLD, questions.answer(new ReadQuestion("c", TERM)));
    }

    /** Its place was taken by a node with another data folder. */
    @Test
    void when_askerWasReplaced_then_roundIsNeeded() {
        members = members("a", "b2", "c");
        voters.run();
        assertNull(questions.answer(new ReadQuestion("b", TERM)));
        assertEquals(TOLD, questions.answer(new ReadQuestion("b2", TERM)));
    }

    @Test
    void when_askerIsThisNode_then_roundIsNeeded() {
        assertNull(questions.answer(new ReadQuestion("a", TERM)));
    }

    @Test
    void when_twoAreNoMajority_then_roundIsNeeded() {
        voting = peers(1, 2, 3, 4);
        members = members("a", "b", "c", "d");
        voters.run();
        assertNull(questions.answer(new ReadQuestion("b", TERM)));
    }

    @Test
    void when_voterComesOrGoes_then_roundIsNeeded() {
        members = members("a", "b");
        voters.run(); // begins to take the vote of c
        assertNull(questions.answer(new ReadQuestion("b", TERM)));
    }

    private static List<PeerId> peers(int... ports) {
        return Arrays.stream(ports)
                .mapToObj(port -> new PeerId("127.0.0.1", port))
                .toList();
    }

    /** The first is at port 1, and so on. */
    private static Membership members(String... instances) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= instances.length; i++) {
            members.add(new Member("n" + i, instances[i - 1], "127.0.0.1:" + i, "127.0.0.1:100" + i));
        }
        return new Membership(7, members, List.of());
    }
}
