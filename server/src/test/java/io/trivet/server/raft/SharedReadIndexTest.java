package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcRequestClosure;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexResponse;
import io.trivet.server.raft.UnavailableException.Reason;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedReadIndexTest {
    private final CompletableFuture<Long> round = new CompletableFuture<>();
    private final List<ReadIndexResponse> answers = new ArrayList<>();

    @Test
    void when_roundIsConfirmed_then_followerGetsItsIndex() {
        ask();
        assertTrue(answers.isEmpty(), "the round is under way");
        round.complete(42L);
        assertEquals(42, answer().getIndex());
        assertTrue(answer().getSuccess());
    }

    @Test
    void when_nodeDoesNotLead_then_followerGetsNoIndex() {
        round.completeExceptionally(new UnavailableException(Reason.NO_LEADER, "node2 does not lead"));
        ask();
        assertFalse(answer().getSuccess());
    }

    private void ask() {
        RpcContext follower = (RpcContext) Proxy.newProxyInstance(
                RpcContext.class.getClassLoader(), new Class<?>[] {RpcContext.class}, (proxy, method, arguments) -> {
                    answers.add((ReadIndexResponse) arguments[0]);
                    return null;
                });
        RaftServerService jraft = (RaftServerService) Proxy.newProxyInstance(
                RaftServerService.class.getClassLoader(),
                new Class<?>[] {RaftServerService.class},
                (proxy, method, arguments) -> {
                    throw new AssertionError("JRaft would begin a round of its own: " + method);
                });
        new SharedReadIndex(() -> round)
                .processRequest0(jraft, ReadIndexRequest.getDefaultInstance(), new RpcRequestClosure(follower));
    }

    private ReadIndexResponse answer() {
        assertEquals(1, answers.size());
        return answers.get(0);
    }
}
