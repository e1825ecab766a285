package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.OutcomeCodec;
import io.trivet.statemachine.ProposalCodec;
import io.trivet.statemachine.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers what other members ask. Whatever needs the leader is done here or refused: a request that was passed on once is
 * not passed on again, or two nodes that disagree on who leads could play it to and fro.
 *
 * <p>Runs on threads of the transport and never blocks them.
 */
final class PeerService implements Function<PeerRequest, CompletableFuture<PeerResponse>> {
    private static final byte[] NOTHING = {};

    private volatile @Nullable RaftNode node;

    /** From now on there is a node to answer for. */
    void ready(RaftNode started) {
        node = started;
    }

    @Override
    public CompletableFuture<PeerResponse> apply(PeerRequest request) {
        RaftNode started = node;
        if (started == null) {
            return CompletableFuture.completedFuture(
                    PeerResponse.failed(new UnavailableException(Reason.STARTING, "the node is starting")));
        }
        Deadline deadline = Deadline.after(Duration.ofMillis(Math.max(1, request.timeoutMillis())));
        return switch (request.kind()) {
            case STATUS -> CompletableFuture.completedFuture(PeerResponse.ok(PeerCodec.encode(started.status())));
            case PROPOSE -> propose(started, request.body(), deadline);
            case TRANSFER ->
                started.transferFromHere(new String(request.body(), StandardCharsets.UTF_8), deadline)
                        .thenApply(done -> PeerResponse.ok(NOTHING));
        };
    }

    /** Decodes the command first: nothing gets into the log that a replica could not read. */
    private static CompletableFuture<PeerResponse> propose(RaftNode node, byte[] body, Deadline deadline) {
        Command command;
        try {
            command = ProposalCodec.decode(ByteBuffer.wrap(body)).command();
        } catch (StoreException e) {
            return CompletableFuture.completedFuture(PeerResponse.refused(String.valueOf(e.getMessage())));
        }
        return node.proposeHere(command, deadline).thenApply(outcome -> PeerResponse.ok(OutcomeCodec.encode(outcome)));
    }
}
