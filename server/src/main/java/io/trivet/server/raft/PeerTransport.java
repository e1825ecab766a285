package io.trivet.server.raft;

import com.alipay.remoting.Connection;
import com.alipay.remoting.InvokeCallback;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.exception.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcClient;
import com.alipay.sofa.jraft.util.Endpoint;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.raft.UnavailableException.Reason;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@link PeerRequest}s to other members over the Raft transport, and takes theirs. Its connections are its own, so
 * that forwarded writes never queue behind log replication.
 *
 * <p>Where there is a connection, a request is sent on the caller's thread, which that does not block. Opening one blocks, so
 * each member has a thread of its own that does it; a member that cannot be reached holds up nothing but what is meant for
 * it. A request is sent at most once.
 */
final class PeerTransport implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final String clusterId;
    private volatile String group = "";
    private final int maxQueued;
    private final RpcClient client;
    private final com.alipay.remoting.rpc.RpcClient bolt;
    private final Map<Address, Connection> connections = new ConcurrentHashMap<>();
    private final int connectTimeoutMillis;
    private final Map<Address, ThreadPoolExecutor> senders = new ConcurrentHashMap<>();

    /**
     * @param clusterId goes with what is asked before admission
     * @param maxQueued how many requests may wait for a connection to one member
     * @param options timeouts of connections
     */
    PeerTransport(String clusterId, int maxQueued, RpcOptions options) {
        this.clusterId = clusterId;
        this.maxQueued = maxQueued;
        this.bolt = new com.alipay.remoting.rpc.RpcClient();
        this.client = new BoltRpcClient(bolt);
        this.connectTimeoutMillis = options.getRpcConnectTimeoutMs();
        client.init(options);
    }

    /** Registers who answers other members. The handler must not block. */
    static void serve(
            RpcServer server, Executor executor, Function<PeerRequest, CompletableFuture<PeerResponse>> handler) {
        server.registerProcessor(new RpcProcessor<PeerRequest>() {
            @Override
            public void handleRequest(RpcContext context, PeerRequest request) {
                CompletableFuture.completedFuture(request)
                        .thenCompose(handler)
                        .exceptionally(failure -> PeerResponse.failed(Threads.unwrap(failure)))
                        .thenAccept(context::sendResponse);
            }

            @Override
            public String interest() {
                return PeerRequest.class.getName();
            }

            @Override
            public Executor executor() {
                return executor;
            }
        });
    }

    /** From now on what is asked goes with this Raft group. */
    void admitted(String toGroup) {
        group = toGroup;
    }

    /** Asks a node who it is; completes with null when it does not tell. */
    CompletableFuture<@Nullable Introduction> introduction(Address of, Deadline deadline) {
        CompletableFuture<@Nullable Introduction> told =
                ask(of, PeerRequest.Kind.INTRODUCE, NOTHING, deadline).thenApply(PeerTransport::introduction);
        return deadline.bound(told, () -> new UnknownOutcomeException("no answer"))
                .exceptionally(failure -> null);
    }

    private static @Nullable Introduction introduction(PeerResponse response) {
        try {
            return response.result() == PeerResponse.Result.OK ? PeerCodec.decodeIntroduction(response.body()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Asks a node to take this one for the member of its name, if that node leads; whether it did shows later. */
    void join(Address leader, NodeIdentity self, Deadline deadline) {
        ask(leader, PeerRequest.Kind.JOIN, PeerCodec.encode(self), deadline);
    }

    /**
     * Asks a member. The future completes with an answer whose result is OK or REFUSED, or fails with {@link
     * UnavailableException} when the request certainly was not taken, or {@link UnknownOutcomeException}. It completes
     * soon after the deadline at the latest, possibly on a network thread, which must not be blocked.
     */
    CompletableFuture<PeerResponse> ask(Address to, PeerRequest.Kind kind, byte[] body, Deadline deadline) {
        CompletableFuture<PeerResponse> answer = new CompletableFuture<>();
        Connection connection = connections.get(to);
        if (connection != null && connection.isFine() && !deadline.hasPassed()) {
            send(connection, to, kind, body, deadline, answer);
            return answer;
        }
        try {
            senders.computeIfAbsent(to, this::newSender)
                    .execute(() -> connectAndSend(to, kind, body, deadline, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    new UnavailableException(Reason.OVERLOADED, "too many requests wait for a connection to " + to));
        }
        return answer;
    }

    /** Opens a connection if there is none; blocks for the connect timeout at most. */
    private void connectAndSend(
            Address to, PeerRequest.Kind kind, byte[] body, Deadline deadline, CompletableFuture<PeerResponse> answer) {
        Connection connection = deadline.hasPassed() ? null : connect(to);
        if (connection == null || deadline.hasPassed()) {
            answer.completeExceptionally(
                    new UnavailableException(Reason.NO_LEADER, "no connection to " + to + " could be had in time"));
            return;
        }
        send(connection, to, kind, body, deadline, answer);
    }

    /**
     * The connection to a member, a new one if there is none that works. It is not from bolt's pool, which stays empty for
     * good when a connection is lost while it is being put there.
     */
    private @Nullable Connection connect(Address to) {
        Connection known = connections.get(to);
        if (known != null && known.isFine()) {
            return known;
        }
        try {
            Connection opened = bolt.createStandaloneConnection(
                    new Endpoint(to.host(), to.port()).toString(), connectTimeoutMillis);
            connections.put(to, opened);
            return opened;
        } catch (RemotingException | RuntimeException e) { // whoever asked must hear of it, whatever went wrong
            return null;
        }
    }

    private void send(
            Connection connection,
            Address to,
            PeerRequest.Kind kind,
            byte[] body,
            Deadline deadline,
            CompletableFuture<PeerResponse> answer) {
        int timeoutMillis = Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.max(1, deadline.remainingMillis())));
        InvokeContext context = new InvokeContext();
        context.put(InvokeContext.BOLT_CRC_SWITCH, false);
        try {
            bolt.invokeWithCallback(
                    connection,
                    new PeerRequest(kind, kind.isBeforeAdmission() ? clusterId : group, timeoutMillis, body),
                    context,
                    new Answer(to, answer),
                    timeoutMillis);
        } catch (RemotingException | RuntimeException e) {
            answer.completeExceptionally(
                    new UnknownOutcomeException("sending to " + to + " failed: " + e.getMessage()));
        }
    }

    private ThreadPoolExecutor newSender(Address to) {
        return Threads.pool("trivet-peer-" + to, 1, maxQueued);
    }

    @Override
    public void close() {
        senders.values().forEach(ThreadPoolExecutor::shutdownNow);
        connections.values().forEach(Connection::close);
        client.shutdown();
    }

    private record Answer(Address from, CompletableFuture<PeerResponse> future) implements InvokeCallback {
        @Override
        public void onException(Throwable failure) {
            future.completeExceptionally(new UnknownOutcomeException(
                    "no answer came from " + from + ": " + failure.getClass().getSimpleName()));
        }

        @Override
        public void onResponse(Object result) {
            if (result instanceof PeerResponse response) {
                answer(response);
            } else {
                future.completeExceptionally(new UnknownOutcomeException(from + " answered something else"));
            }
        }

        private void answer(PeerResponse response) {
            switch (response.result()) {
                case OK, REFUSED -> future.complete(response);
                case UNAVAILABLE ->
                    future.completeExceptionally(
                            new UnavailableException(Reason.valueOf(response.reason()), response.message()));
                case UNKNOWN -> future.completeExceptionally(new UnknownOutcomeException(response.message()));
            }
        }

        @Override
        public Executor getExecutor() {
            return Runnable::run;
        }
    }
}
