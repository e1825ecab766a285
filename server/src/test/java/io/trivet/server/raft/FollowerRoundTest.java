package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcServer;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.server.raft.UnavailableException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A follower's question over a real connection; the leader is played. */
class FollowerRoundTest {
    private static final Confirmation OWN = new Confirmation("instance", 3);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicLong applied = new AtomicLong(4);
    private final StoreWaiters appliedIndexes = new StoreWaiters("index", applied::get);
    private final CompletableFuture<PeerResponse> answer = new CompletableFuture<>();
    private final BlockingQueue<PeerRequest> questions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
    private Address leader;
    private RpcServer server;
    private boolean listens;
    private PeerTransport transport;

    @BeforeEach
    void connect() throws IOException {
        JRaftGlobals.load();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        leader = new Address("127.0.0.1", port);
        server = new BoltRpcServer(new com.alipay.remoting.rpc.RpcServer("127.0.0.1", port, true));
        PeerTransport.serve(server, Runnable::run, question -> {
            questions.add(question);
            return answer;
        });
        listens = server.init(null);
        transport = new PeerTransport("test", 10, JRaftOptions.connections());
    }

    @AfterEach
    void disconnect() {
        transport.close();
        stopLeader();
    }

    private void stopLeader() {
        if (listens) {
            server.shutdown();
            listens = false;
        }
    }

    private void start(Duration timeout) {
        new FollowerRound(() -> OWN, transport, new FollowerCommit(), appliedIndexes, timeout)
                .start(leader, results::add);
    }

    private Result result() throws InterruptedException {
        return results.poll(30, TimeUnit.SECONDS);
    }

    private void tell(long index) {
        answer.complete(PeerResponse.ok(PeerCodec.encode(new ReadIndex(index, ReadIndex.UNKNOWN))));
    }

    @Test
    void when_storeIsAsFarAsTheLeader_then_roundIsConfirmed() throws Exception {
        start(LONG);
        PeerRequest question = questions.poll(30, TimeUnit.SECONDS);
        assertEquals(PeerRequest.Kind.READ_INDEX, question.kind());
        assertEquals(OWN, PeerCodec.decodeConfirmation(question.body()));
        assertNull(results.poll(), "the leader's round is under way");
        tell(4);
        assertEquals(Result.CONFIRMED, result());
    }

    @Test
    void when_storeIsBehind_then_roundWaitsForIt() throws InterruptedException {
        tell(6);
        start(LONG);
        assertNull(results.poll(300, TimeUnit.MILLISECONDS));
        applied.set(5);
        appliedIndexes.wake();
        assertNull(results.poll(50, TimeUnit.MILLISECONDS));
        applied.set(7);
        appliedIndexes.wake();
        assertEquals(Result.CONFIRMED, result());
    }

    @Test
    void when_storeStaysBehind_then_roundIsRetried() throws InterruptedException {
        tell(6);
        start(SHORT);
        assertEquals(Result.RETRY, result());
    }

    @Test
    void when_askedNodeDoesNotLead_then_roundIsRetried() throws InterruptedException {
        answer.completeExceptionally(new UnavailableException(Reason.NO_LEADER, "n1 does not lead"));
        start(LONG);
        assertEquals(Result.RETRY, result());
    }

    @Test
    void when_askedNodeIsOfAnotherCluster_then_roundIsRetried() throws InterruptedException {
        answer.complete(PeerResponse.refused("this node belongs to another cluster"));
        start(LONG);
        assertEquals(Result.RETRY, result());
    }

    @Test
    void when_nobodyAnswers_then_roundIsRetried() throws InterruptedException {
        start(SHORT);
        assertEquals(Result.RETRY, result());
    }

    @Test
    void when_leaderIsGone_then_roundIsRetried() throws InterruptedException {
        start(LONG);
        tell(4);
        assertEquals(Result.CONFIRMED, result());
        stopLeader();
        Result result = Result.CONFIRMED;
        for (int i = 0; i < 1000 && result == Result.CONFIRMED; i++) {
            start(LONG); // its connections are closed a little later than it stops to listen
            result = result();
        }
        assertEquals(Result.RETRY, result);
    }
}
