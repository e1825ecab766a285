package io.trivet.server.raft;

import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.alipay.sofa.jraft.rpc.RpcRequestClosure;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexResponse;
import com.alipay.sofa.jraft.rpc.impl.core.ReadIndexRequestProcessor;
import com.google.protobuf.Message;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The leader's answer to followers that ask for a read index: their question waits for the leader's next round, together
 * with its own reads and the questions of other followers. JRaft's own answer is a round for each question, two heartbeats
 * in a group of three.
 *
 * <p>The answer comes once the leader itself has applied up to the index, where JRaft's came before that. Who asks is not
 * looked at: a member that was removed gets an index like everybody else, and serves it if its store ever is as far.
 */
final class SharedReadIndex extends ReadIndexRequestProcessor {
    private final Supplier<CompletableFuture<Long>> readIndex;

    /**
     * @param readIndex the read index of a round that begins after it was asked for; fails when this node does not lead, or
     *     does not any more
     */
    SharedReadIndex(Supplier<CompletableFuture<Long>> readIndex) {
        super(Runnable::run); // on the network thread: nothing here blocks
        this.readIndex = readIndex;
    }

    @Override
    public @Nullable Message processRequest0(
            RaftServerService service, ReadIndexRequest request, RpcRequestClosure done) {
        readIndex
                .get()
                .whenComplete((index, failure) -> done.sendResponse(ReadIndexResponse.newBuilder()
                        .setIndex(failure == null ? index : 0)
                        .setSuccess(failure == null)
                        .build()));
        return null; // it is sent later
    }
}
