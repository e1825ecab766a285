package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.entity.Task;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Gives commands to the log of this node, which must be the leader; JRaft refuses them otherwise. Never blocks: JRaft's
 * queue takes the command or does not.
 */
final class LocalProposer {
    private final Node node;
    private final Clock clock;

    LocalProposer(Node node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    /**
     * Proposes a command under this node's clock. Completes on a JRaft thread with the outcome, or fails with {@link
     * UnavailableException} or {@link UnknownOutcomeException}. There is no deadline: it completes when the command is
     * applied or this node stops leading.
     */
    CompletableFuture<Outcome> propose(Command command) {
        PendingProposal pending = new PendingProposal();
        byte[] entry = ProposalCodec.encode(new Proposal(Math.max(0, clock.millis()), command));
        try {
            node.apply(new Task(ByteBuffer.wrap(entry), pending));
        } catch (IllegalStateException e) {
            pending.future()
                    .completeExceptionally(new UnavailableException(Reason.STOPPING, "this node is shutting down"));
        }
        return pending.future();
    }
}
