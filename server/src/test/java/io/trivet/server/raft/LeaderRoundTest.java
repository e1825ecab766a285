package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.raft.ReadBarrier.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A leader's questions over real connections; the other members are played. */
class LeaderRoundTest {
    private static final long TERM = 5;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final PlayedLeader leader = new PlayedLeader(TERM, 70);
    private final AtomicLong applied = new AtomicLong(70);
    private final StoreWaiters appliedIndexes = new StoreWaiters("index", applied::get);
    private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
    private final List<RpcServer> servers = new ArrayList<>();
    private final List<Address> members = new ArrayList<>();
    private final AtomicInteger askedOfB = new AtomicInteger();
    private final AtomicInteger askedOfC = new AtomicInteger();
    private volatile Supplier<CompletableFuture<PeerResponse>> b = () -> says("b", TERM);
    private volatile Supplier<CompletableFuture<PeerResponse>> c = () -> says("c", TERM);
    private PeerTransport transport;

    @BeforeEach
    void connect() throws IOException {
        JRaftGlobals.load();
        serve(() -> {
            askedOfB.incrementAndGet();
            return b.get();
        });
        serve(() -> {
            askedOfC.incrementAndGet();
            return c.get();
        });
        transport = new PeerTransport("test", 10, JRaftOptions.connections());
    }

    private void serve(Supplier<CompletableFuture<PeerResponse>> member) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Address address = new Address("127.0.0.1", port);
        RpcServer server = RaftRpc.server(address);
        PeerTransport.serve(server, Runnable::run, question -> {
            assertEquals(PeerRequest.Kind.CONFIRM, question.kind());
            return member.get();
        });
        assertTrue(server.init(null));
        members.add(address);
        servers.add(server);
    }

    @AfterEach
    void disconnect() {
        transport.close();
        servers.forEach(RpcServer::shutdown);
    }

    private static CompletableFuture<PeerResponse> says(String instance, long term) {
        return CompletableFuture.completedFuture(PeerResponse.ok(PeerCodec.encode(new Confirmation(instance, term))));
    }

    private static CompletableFuture<PeerResponse> silence() {
        return new CompletableFuture<>();
    }

    private LeaderRound round(Duration timeout) {
        return round(Duration.ofMillis(1), timeout);
    }

    private LeaderRound round(Duration patience, Duration timeout) {
        return new LeaderRound(leader.confirmations, () -> members, transport, appliedIndexes, patience, timeout);
    }

    private Result result(LeaderRound round) throws InterruptedException {
        round.start(results::add);
        return results.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void when_oneConfirms_then_thatIsEnough() throws InterruptedException {
        c = LeaderRoundTest::silence;
        assertEquals(Result.CONFIRMED, result(round(LONG)));
        c = () -> says("c", TERM);
        b = () -> says("b", TERM + 1);
        assertEquals(Result.CONFIRMED, result(round(LONG)));
        assertNull(results.poll(), "a round reports once");
    }

    /** But for those in which all are asked, one a second at most. */
    @Test
    void when_oneConfirms_then_theOtherIsNotAskedInMostRounds() throws InterruptedException {
        LeaderRound round = round(Duration.ofHours(1), Duration.ofHours(1));
        b = () -> says("b", TERM + 1);
        long begun = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            assertEquals(Result.CONFIRMED, result(round));
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        assertEquals(500, askedOfC.get());
        assertTrue(askedOfB.get() <= seconds + 2, () -> "asked " + askedOfB.get() + " times in " + seconds + " s");
    }

    @Test
    void when_theOneToAskFallsSilent_then_theOtherIsAskedLongBeforeTheTimeout() throws InterruptedException {
        LeaderRound round = round(Duration.ofHours(1));
        b = LeaderRoundTest::silence;
        assertEquals(Result.CONFIRMED, result(round));
        b = () -> says("b", TERM);
        c = LeaderRoundTest::silence;
        assertEquals(Result.CONFIRMED, result(round));
    }

    /** Or it would be waited for in the next round, and again when it answers that late. */
    @Test
    void when_memberConfirmsLate_then_itIsNotTheOneToAsk() throws InterruptedException {
        LeaderRound round = round(Duration.ofHours(1), Duration.ofHours(1));
        CompletableFuture<PeerResponse> late = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        b = () -> {
            asked.countDown();
            return late;
        };
        assertEquals(Result.CONFIRMED, result(round), "c confirms, as all are asked in the first round");
        asked.await();
        b = LeaderRoundTest::silence;
        late.complete(says("b", TERM).join());
        for (int i = 0; i < 200; i++) {
            assertEquals(Result.CONFIRMED, result(round));
        }
    }

    @Test
    void when_nobodyIsInTheTerm_then_roundIsRetried() throws InterruptedException {
        b = () -> says("b", TERM + 1);
        c = () -> says("c", TERM - 1);
        assertEquals(Result.RETRY, result(round(LONG)));
    }

    @Test
    void when_nobodyAnswers_then_roundIsRetried() throws InterruptedException {
        b = LeaderRoundTest::silence;
        c = LeaderRoundTest::silence;
        assertEquals(Result.RETRY, result(round(SHORT)));
    }

    @Test
    void when_answersAreRefusals_then_roundIsRetried() throws InterruptedException {
        b = () -> CompletableFuture.completedFuture(PeerResponse.refused("another cluster"));
        c = () -> CompletableFuture.completedFuture(PeerResponse.ok(new byte[] {9}));
        assertEquals(Result.RETRY, result(round(LONG)));
    }

    @Test
    void when_nodeDoesNotLead_then_nobodyIsAsked() throws InterruptedException {
        leader.leadership.stopped(Status.OK());
        assertEquals(Result.RETRY, result(round(LONG)));
        assertEquals(0, askedOfB.get());
    }

    @Test
    void when_storeIsBehindTheCommitIndex_then_roundWaitsForIt() throws InterruptedException {
        applied.set(69);
        round(LONG).start(results::add);
        assertNull(results.poll(300, TimeUnit.MILLISECONDS));
        applied.set(70);
        appliedIndexes.wake();
        assertEquals(Result.CONFIRMED, results.poll(30, TimeUnit.SECONDS));
    }

    /** A member that hangs would be sent thousands of questions a second, and they would wait in memory. */
    @Test
    void when_memberHangs_then_itIsAskedNoMoreAfterAWhile() throws InterruptedException {
        LeaderRound round = round(Duration.ofHours(1));
        b = LeaderRoundTest::silence;
        c = LeaderRoundTest::silence;
        for (int i = 0; i < 100; i++) {
            round.start(results::add);
        }
        for (int i = 0; i < 100 - 2 * 16; i++) {
            assertEquals(Result.RETRY, results.poll(30, TimeUnit.SECONDS));
        }
        assertTrue(askedOfB.get() <= 16, () -> "asked " + askedOfB.get() + " times");
        assertTrue(askedOfC.get() <= 16, () -> "asked " + askedOfC.get() + " times");
    }
}
