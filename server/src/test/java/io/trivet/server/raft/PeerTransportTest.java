package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.alipay.sofa.jraft.rpc.RpcServer;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PeerTransportTest {
    private static final int REQUESTS = 800;

    @Test
    void when_memberClosedConnectionsAsTheyCame_then_itIsReachedOnceItTakesThem() throws Exception {
        JRaftGlobals.load();
        PeerTransport transport = new PeerTransport("test", 10, JRaftOptions.connections());
        Address member;
        try (ServerSocket stopping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            member = new Address("127.0.0.1", stopping.getLocalPort());
            Thread closing = new Thread(() -> closeAll(stopping));
            closing.start();
            for (int i = 0; i < REQUESTS; i++) {
                assertThrows(
                        ExecutionException.class, () -> ask(transport, member).get());
            }
        }
        RpcServer server = RaftRpc.server(member);
        PeerTransport.serve(
                server,
                Runnable::run,
                request -> CompletableFuture.completedFuture(PeerResponse.ok(PeerCodec.encode(new ReadIndex(7, 1)))));
        try {
            assertEquals(true, server.init(null));
            assertEquals(
                    new ReadIndex(7, 1),
                    PeerCodec.decodeReadIndex(ask(transport, member).get().body()));
        } finally {
            transport.close();
            server.shutdown();
        }
    }

    /** bolt throws what is no RemotingException then; the read-index round that asks would never end. */
    @Test
    void when_connectingFailsInAnyWay_then_whoeverAsksIsToldThatItWasNotTaken() throws Exception {
        JRaftGlobals.load();
        PeerTransport transport = new PeerTransport("test", 10, JRaftOptions.connections());
        transport.close();
        ExecutionException failure = assertThrows(
                ExecutionException.class,
                () -> ask(transport, new Address("127.0.0.1", 1)).get(20, TimeUnit.SECONDS));
        assertInstanceOf(UnavailableException.class, failure.getCause());
    }

    @Test
    void when_answerIsOneThatThisBuildDoesNotKnow_then_outcomeIsUnknown() throws Exception {
        JRaftGlobals.load();
        PeerTransport transport = new PeerTransport("test", 10, JRaftOptions.connections());
        Address member;
        try (ServerSocket free = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            member = new Address("127.0.0.1", free.getLocalPort());
        }
        PeerResponse ofLaterBuild =
                new PeerResponse(PeerResponse.Result.UNAVAILABLE, "A_REASON_TO_COME", "", new byte[0]);
        RpcServer server = RaftRpc.server(member);
        PeerTransport.serve(server, Runnable::run, request -> CompletableFuture.completedFuture(ofLaterBuild));
        try {
            assertEquals(true, server.init(null));
            ExecutionException failure = assertThrows(
                    ExecutionException.class, () -> ask(transport, member).get(60, TimeUnit.SECONDS));
            assertInstanceOf(UnknownOutcomeException.class, failure.getCause());
            assertEquals(
                    "cannot read a member's answer: this node knows no Reason A_REASON_TO_COME",
                    failure.getCause().getMessage());
        } finally {
            transport.close();
            server.shutdown();
        }
    }

    private static CompletableFuture<PeerResponse> ask(PeerTransport transport, Address member) {
        return transport.ask(member, PeerRequest.Kind.READ_INDEX, new byte[0], Deadline.after(Duration.ofSeconds(10)));
    }

    /** Each a little later than the one before, so that some are closed at every step of being opened. */
    private static void closeAll(ServerSocket stopping) {
        for (long i = 0; ; i++) {
            try (Socket connection = stopping.accept()) {
                connection.setSoLinger(true, 0); // as the kernel does with what nobody accepted
                LockSupport.parkNanos(i % 400 * 1000);
            } catch (IOException e) {
                return;
            }
        }
    }
}
