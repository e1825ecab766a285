package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.OutcomeCodec;
import io.trivet.statemachine.ProposalCodec;
import io.trivet.statemachine.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers what other members ask. Whatever needs the leader is done here or refused: a request that was passed on once is
 * not passed on again, or two nodes that disagree on who leads could play it to and fro.
 *
 * <p>Runs on threads of the transport and never blocks them.
 */
final class PeerService implements Function<PeerRequest, CompletableFuture<PeerResponse>> {
    private static final byte[] NOTHING = {};

    private final String clusterId;
    private final Supplier<Introduction> newcomer;
    private volatile String group = "";
    private volatile @Nullable RaftNode node;

    /** @param newcomer what to say of this node until it is part of a cluster */
    PeerService(String clusterId, Supplier<Introduction> newcomer) {
        this.clusterId = clusterId;
        this.newcomer = newcomer;
    }

    /** From now on there is a node of this Raft group to answer for. */
    void ready(String ofGroup, RaftNode started) {
        group = ofGroup;
        node = started;
    }

    @Override
    public CompletableFuture<PeerResponse> apply(PeerRequest request) {
        RaftNode started = node;
        boolean before = request.kind().isBeforeAdmission();
        if (!before && started == null) {
            return starting();
        }
        if (!request.group().equals(before ? clusterId : group)) {
            return done(PeerResponse.refused("this node belongs to another cluster, " + clusterId));
        }
        Deadline deadline = Deadline.after(Duration.ofMillis(Math.max(1, request.timeoutMillis())));
        try {
            return started == null ? newcomer(request.kind()) : answer(started, request, deadline);
        } catch (IOException | StoreException e) {
            return done(PeerResponse.refused(String.valueOf(e.getMessage())));
        }
    }

    private CompletableFuture<PeerResponse> newcomer(PeerRequest.Kind kind) {
        return kind == PeerRequest.Kind.INTRODUCE
                ? done(PeerResponse.ok(PeerCodec.encode(newcomer.get())))
                : starting();
    }

    private static CompletableFuture<PeerResponse> answer(RaftNode node, PeerRequest request, Deadline deadline)
            throws IOException {
        byte[] body = request.body();
        return switch (request.kind()) {
            case STATUS -> done(PeerResponse.ok(PeerCodec.encode(node.status())));
            case PROPOSE -> propose(node, body, deadline);
            case CONFIRM -> done(PeerResponse.ok(PeerCodec.encode(node.confirmation())));
            case READ_INDEX ->
                node.readIndexHere(PeerCodec.decodeConfirmation(body), deadline)
                        .thenApply(told -> PeerResponse.ok(PeerCodec.encode(told)));
            case TRANSFER -> node.transferFromHere(text(body), deadline).thenApply(PeerService::ok);
            case INTRODUCE -> node.introduction(deadline).thenApply(told -> PeerResponse.ok(PeerCodec.encode(told)));
            case JOIN ->
                node.memberChanges()
                        .join(PeerCodec.decodeIdentity(body), deadline)
                        .thenApply(PeerService::ok);
            case ADD_MEMBER ->
                node.memberChanges().add(PeerCodec.decodeMember(body), deadline).thenApply(PeerService::ok);
            case REMOVE_MEMBER ->
                node.memberChanges().remove(text(body), deadline).thenApply(PeerService::ok);
        };
    }

    private static CompletableFuture<PeerResponse> starting() {
        return done(PeerResponse.failed(new UnavailableException(Reason.STARTING, "the node is starting")));
    }

    private static CompletableFuture<PeerResponse> done(PeerResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private static PeerResponse ok(Object ignored) {
        return PeerResponse.ok(NOTHING);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Decodes the commands first: nothing gets into the log that a replica could not read. */
    private static CompletableFuture<PeerResponse> propose(RaftNode node, byte[] body, Deadline deadline) {
        List<Command> commands = ProposalCodec.decode(ByteBuffer.wrap(body)).commands();
        return node.proposeForwarded(commands, deadline)
                .thenApply(outcomes -> PeerResponse.ok(OutcomeCodec.encode(outcomes)));
    }
}
