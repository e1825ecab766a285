package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.OutcomeCodec;
import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Passes writes to the leader, once: those that arrive while others are on their way go together. Thread-safe; nothing
 * blocks.
 */
final class Forwards {
    /** With one the leader would mostly begin an entry while the answer to the one before is on its way here. */
    private static final int MOST = 3;

    private final PeerTransport transport;
    private final RaftMetrics metrics;
    private final Map<Address, WriteQueue> queues = new ConcurrentHashMap<>();

    Forwards(PeerTransport transport, RaftMetrics metrics) {
        this.transport = transport;
        this.metrics = metrics;
    }

    /**
     * Has the leader propose a command.
     *
     * @param caller as in {@link WriteQueue#add}
     * @return its outcome; fails as {@link PeerTransport#ask}, and with {@link UnavailableException} where the leader
     *     refuses
     */
    CompletableFuture<Outcome> send(Address leader, Command command, Deadline deadline, Executor caller) {
        return queues.computeIfAbsent(leader, this::queueTo)
                .add(List.of(command), deadline, caller)
                .thenApply(outcomes -> outcomes.get(0))
                .whenComplete(
                        (outcome, failure) -> metrics.forwarded(failure == null ? null : Threads.unwrap(failure)));
    }

    private WriteQueue queueTo(Address leader) {
        return new WriteQueue(MOST, (commands, deadline) -> ask(leader, commands, deadline), metrics::forwardWaited);
    }

    private CompletableFuture<List<Outcome>> ask(Address leader, List<Command> commands, Deadline deadline) {
        metrics.forwarding(commands.size());
        byte[] body = ProposalCodec.encode(new Proposal(0, commands));
        return transport
                .ask(leader, PeerRequest.Kind.PROPOSE, body, deadline)
                .thenApply(response -> outcomes(response, commands.size()));
    }

    private static List<Outcome> outcomes(PeerResponse response, int expected) {
        if (response.result() == PeerResponse.Result.REFUSED) {
            throw new UnavailableException(
                    UnavailableException.Reason.NO_LEADER, "the leader refused the write: " + response.message());
        }
        List<Outcome> outcomes = OutcomeCodec.decode(ByteBuffer.wrap(response.body()));
        if (outcomes.size() != expected) {
            throw new UnknownOutcomeException(
                    "the leader told " + outcomes.size() + " outcomes of " + expected + " writes");
        }
        return outcomes;
    }
}
