package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.entity.Task;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Gives commands to the log of this node, which must be the leader; JRaft refuses them otherwise. Group commit: commands that
 * arrive while an entry is being replicated share the next. Never blocks: JRaft's queue takes an entry or does not.
 */
final class LocalProposer {
    private final Node node;
    private final Clock clock;
    private final WriteMetrics metrics;
    private final WriteQueue queue;

    LocalProposer(Node node, Clock clock, WriteMetrics metrics) {
        this.node = node;
        this.clock = clock;
        this.metrics = metrics;
        this.queue = new WriteQueue(1, (commands, deadline) -> append(commands), metrics::gathered);
    }

    /**
     * Proposes commands under this node's clock, in one entry. Completes on a JRaft thread with their outcomes, or fails
     * with {@link UnavailableException} or {@link UnknownOutcomeException}. It completes when the commands are applied or
     * this node stops leading, whatever the deadline.
     *
     * @param commands one, or several that may share an entry
     * @param caller as in {@link WriteQueue#add}
     */
    CompletableFuture<List<Outcome>> propose(List<Command> commands, Deadline deadline, Executor caller) {
        return queue.add(commands, deadline, caller);
    }

    private CompletableFuture<List<Outcome>> append(List<Command> commands) {
        metrics.proposing(commands.size());
        PendingProposal pending = new PendingProposal();
        byte[] entry = ProposalCodec.encode(new Proposal(Math.max(0, clock.millis()), commands));
        try {
            node.apply(new Task(ByteBuffer.wrap(entry), pending));
        } catch (IllegalStateException e) {
            pending.future()
                    .completeExceptionally(new UnavailableException(Reason.STOPPING, "this node is shutting down"));
        }
        return pending.future();
    }
}
