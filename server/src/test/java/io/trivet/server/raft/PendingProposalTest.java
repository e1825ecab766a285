package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.statemachine.Outcome;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PendingProposalTest {

    @Test
    void when_leaderStepsDown_then_outcomeIsUnknown() {
        assertUnknown(new Status(RaftError.EPERM, "Leader stepped down"));
    }

    @Test
    void when_statusIsNotKnown_then_outcomeIsUnknown() {
        assertUnknown(new Status(RaftError.EPERM, "something new"));
        assertUnknown(new Status(RaftError.ESTATEMACHINE, "the store failed"));
        assertUnknown(new Status(RaftError.EINTERNAL, "Fail to append task."));
        assertUnknown(Status.OK());
    }

    @Test
    void when_jraftNeverAppended_then_commandIsCertainlyNotApplied() {
        assertUnavailable(new Status(RaftError.EPERM, "Is not leader."), UnavailableException.Reason.NO_LEADER);
        assertUnavailable(
                new Status(RaftError.EPERM, "expected_term=3 doesn't match current_term=4"),
                UnavailableException.Reason.NO_LEADER);
        assertUnavailable(
                new Status(RaftError.EBUSY, "Is transferring leadership."), UnavailableException.Reason.NO_LEADER);
        assertUnavailable(
                new Status(RaftError.EBUSY, "Node is busy, has too many tasks"),
                UnavailableException.Reason.OVERLOADED);
        assertUnavailable(
                new Status(RaftError.ENODESHUTDOWN, "Node is shutting down."), UnavailableException.Reason.STOPPING);
    }

    @Test
    void when_appliedFirst_then_laterStatusChangesNothing() {
        PendingProposal proposal = new PendingProposal();
        proposal.applied(List.of(new Outcome.Written(7, true)));
        proposal.run(new Status(RaftError.EPERM, "Leader stepped down"));
        assertEquals(List.of(new Outcome.Written(7, true)), proposal.future().join());
    }

    private static void assertUnknown(Status status) {
        assertInstanceOf(UnknownOutcomeException.class, failure(status));
    }

    private static void assertUnavailable(Status status, UnavailableException.Reason reason) {
        assertEquals(
                reason,
                assertInstanceOf(UnavailableException.class, failure(status)).reason());
    }

    private static Throwable failure(Status status) {
        PendingProposal proposal = new PendingProposal();
        proposal.run(status);
        return assertThrows(CompletionException.class, () -> proposal.future().join())
                .getCause();
    }
}
