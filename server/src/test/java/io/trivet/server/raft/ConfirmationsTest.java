package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import org.junit.jupiter.api.Test;

/** What confirms a read index, and what does not. */
class ConfirmationsTest {
    private static final long TERM = 5;
    private static final ReadIndex TOLD = new ReadIndex(70, TERM);

    private final PlayedLeader leader = new PlayedLeader(TERM, 70);
    private final Confirmations confirmations = leader.confirmations;

    @Test
    void when_voterOfThisTermAsks_then_itIsTold() {
        assertEquals(TOLD, confirmations.answer(new Confirmation("b", TERM)));
        assertEquals(TOLD, confirmations.answer(new Confirmation("c", TERM)));
        leader.voting = PlayedLeader.peers(1, 2);
        leader.voters.run();
        assertEquals(TOLD, confirmations.answer(new Confirmation("b", TERM)));
    }

    /** It may have voted for a later leader, which may have committed what this one does not know. */
    @Test
    void when_askerIsInAnotherTerm_then_roundIsNeeded() {
        assertNull(confirmations.answer(new Confirmation("b", TERM + 1)));
        assertNull(confirmations.answer(new Confirmation("b", TERM - 1)));
    }

    @Test
    void when_thisNodeIsInLaterTerm_then_roundIsNeeded() {
        leader.term = TERM + 1;
        assertNull(confirmations.answer(new Confirmation("b", TERM)));
    }

    /** The commit index may be what the next leader has told by then: an entry of another term. */
    @Test
    void when_leadershipIsLostWhileTheIndexIsRead_then_roundIsNeeded() {
        leader.whenIndexIsRead = () -> leader.term = TERM + 1;
        assertNull(confirmations.answer(new Confirmation("b", TERM)));
    }

    @Test
    void when_thisNodeDoesNotLead_then_roundIsNeeded() {
        leader.leadership.stopped(Status.OK());
        assertNull(confirmations.answer(new Confirmation("b", TERM)));
        assertNull(confirmations.answer(new Confirmation("b", leader.leadership.leadingTerm())));
    }

    @Test
    void when_votersAreNotKnownInThisTerm_then_roundIsNeeded() {
        leader.leadership.started(TERM + 1);
        leader.term = TERM + 1;
        assertNull(confirmations.answer(new Confirmation("b", TERM + 1)));
        leader.voters.run();
        assertEquals(new ReadIndex(70, TERM + 1), confirmations.answer(new Confirmation("b", TERM + 1)));
    }

    @Test
    void when_askerHasNoVote_then_roundIsNeeded() {
        assertNull(confirmations.answer(new Confirmation("d", TERM)));
        leader.voting = PlayedLeader.peers(1, 3);
        leader.voters.run();
        assertNull(confirmations.answer(new Confirmation("b", TERM)));
        assertEquals(TOLD, confirmations.answer(new Confirmation("c", TERM)));
    }

    /** Its place was taken by a node with another data folder. */
    @Test
    void when_askerWasReplaced_then_roundIsNeeded() {
        leader.members = PlayedLeader.members("a", "b2", "c");
        leader.voters.run();
        assertNull(confirmations.answer(new Confirmation("b", TERM)));
        assertEquals(TOLD, confirmations.answer(new Confirmation("b2", TERM)));
    }

    @Test
    void when_askerIsThisNode_then_roundIsNeeded() {
        assertNull(confirmations.answer(new Confirmation("a", TERM)));
    }

    @Test
    void when_twoAreNoMajority_then_roundIsNeeded() {
        leader.voting = PlayedLeader.peers(1, 2, 3, 4);
        leader.members = PlayedLeader.members("a", "b", "c", "d");
        leader.voters.run();
        assertNull(confirmations.answer(new Confirmation("b", TERM)));
    }

    @Test
    void when_voterComesOrGoes_then_roundIsNeeded() {
        leader.members = PlayedLeader.members("a", "b");
        leader.voters.run(); // begins to take the vote of c
        assertNull(confirmations.answer(new Confirmation("b", TERM)));
    }

    @Test
    void when_voterConfirms_then_theIndexIsTheOneFromBefore() {
        ReadIndex before = confirmations.unconfirmed();
        assertEquals(TOLD, before);
        assertTrue(confirmations.isConfirmed(before, new Confirmation("b", TERM)));
        assertFalse(confirmations.isConfirmed(before, new Confirmation("b", TERM + 1)));
        leader.term = TERM + 1;
        assertFalse(confirmations.isConfirmed(before, new Confirmation("b", TERM)));
        assertEquals(new Confirmation("a", TERM + 1), confirmations.own());
    }

    /** It led in an earlier term when the reads came, and may not have had what was committed between. */
    @Test
    void when_thisNodeLeadsAnotherTermByNow_then_theIndexIsNotConfirmed() {
        ReadIndex before = confirmations.unconfirmed();
        leader.leadership.started(TERM + 2);
        leader.term = TERM + 2;
        leader.voters.run();
        assertFalse(confirmations.isConfirmed(before, new Confirmation("b", TERM)));
        assertFalse(confirmations.isConfirmed(before, new Confirmation("b", TERM + 2)));
    }

    @Test
    void when_oneMoreIsEnough_then_roundsAreEasy() {
        assertTrue(confirmations.areEasy());
        leader.voting = PlayedLeader.peers(1, 2, 3, 4);
        leader.members = PlayedLeader.members("a", "b", "c", "d");
        leader.voters.run();
        assertFalse(confirmations.areEasy());
        leader.voting = PlayedLeader.peers(1);
        leader.voters.run();
        assertFalse(confirmations.areEasy());
        leader.voting = PlayedLeader.peers(1, 2);
        leader.voters.run();
        assertTrue(confirmations.areEasy());
        leader.leadership.stopped(Status.OK());
        assertFalse(confirmations.areEasy());
        assertNull(confirmations.unconfirmed());
    }
}
