package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.config.NodeConfig;
import io.trivet.statemachine.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops everything of this package in the right order: transport, log, state machine, timers. The store is
 * lent: whoever opened it closes it, after this.
 */
public final class RaftService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftService.class);
    private static final Duration SNAPSHOT_LOOK = Duration.ofMillis(500);
    private static final Duration FRESHNESS_LOOK = Duration.ofMillis(50);
    private static final Duration LAG_LOOK = Duration.ofSeconds(2);
    private static final int RPC_THREADS = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final NodeConfig config;
    private final RaftGroupService group;
    private final PeerTransport transport;
    private final RaftTimer timer;
    private final ExecutorService rpcThreads;
    private final ExecutorService background;
    private final RaftNode node;

    private RaftService(
            NodeConfig config,
            RaftGroupService group,
            PeerTransport transport,
            RaftTimer timer,
            ExecutorService rpcThreads,
            ExecutorService background,
            RaftNode node) {
        this.config = config;
        this.group = group;
        this.transport = transport;
        this.timer = timer;
        this.rpcThreads = rpcThreads;
        this.background = background;
        this.node = node;
    }

    /**
     * Joins the cluster. Returns when the log is open and the transport listens; a leader may not be known yet.
     *
     * @param folder where the log, the vote and the snapshots are kept; on the store's file system
     * @param store the data; only the apply thread of this service writes it from now on
     * @param version of this software, told to other members and written into snapshots
     * @param fatal ends the process
     * @throws RuntimeException when the log or the vote cannot be used, or the address cannot be listened on
     */
    public static RaftService start(
            NodeConfig config, Path folder, Store store, String version, FatalErrorHandler fatal) {
        String groupId = JRaftOptions.groupId(config.clusterId());
        JRaftGlobals.prepare(groupId);
        ExecutorService rpcThreads = Threads.pool("trivet-rpc", RPC_THREADS);
        ExecutorService background = Threads.pool("trivet-snapshot", 1);
        RaftTimer timer = new RaftTimer();
        Leadership leadership = new Leadership(config);
        Snapshots snapshots = new Snapshots(store, version, background);
        RevisionWaiters waiters = new RevisionWaiters(store::revision);
        LogApplier applier = new LogApplier(store, snapshots, leadership, waiters, fatal);
        NodeOptions options = JRaftOptions.nodeOptions(config, folder, applier);
        PeerTransport transport =
                new PeerTransport(config.clusterId(), config.limits().maxForwards(), options);
        PeerService peers = new PeerService();
        RpcServer server = RaftRpc.server(config.self().raft(), rpcThreads);
        PeerTransport.serve(server, config.clusterId(), rpcThreads, peers);

        RaftGroupService group = new RaftGroupService(groupId, JRaftOptions.peerId(config.self()), options, server);
        boolean voteWasThere = Files.exists(folder.resolve("meta").resolve("raft_meta"));
        try {
            check(group.start(false), store, voteWasThere);
            snapshots.started(); // before anybody can send one
            if (!server.init(null)) {
                throw new IllegalStateException(
                        "it cannot listen on " + config.self().raft());
            }
        } catch (RuntimeException e) {
            stop(group);
            timer.close();
            transport.close();
            throw e;
        }
        Node jraft = group.getRaftNode();
        RaftNode node = new RaftNode(config, version, jraft, store, applier, leadership, waiters, transport, timer);
        peers.ready(node);
        watch(config, node, timer, new SnapshotSchedule(jraft, store, snapshots, config.raft()));
        return new RaftService(config, group, transport, timer, rpcThreads, background, node);
    }

    /**
     * Every entry is synced before it is applied, and the vote before an entry: a log that ends before the store does has
     * lost acknowledged writes, and a node without a vote has forgotten whom it voted for. A new node that leads itself
     * may have appended its configuration, at index 1, by now.
     */
    private static void check(@Nullable Node jraft, Store store, boolean voteWasThere) {
        if (jraft == null) {
            throw new IllegalStateException("its log or its vote cannot be opened");
        }
        long last = jraft.getLastLogIndex();
        if (last < store.appliedIndex()) {
            throw new IllegalStateException("the raft log ends at index " + last + ", but the store has applied index "
                    + store.appliedIndex() + "; the log has lost entries");
        }
        if (!voteWasThere && (last > 1 || store.appliedIndex() > 0)) {
            throw new IllegalStateException("raft/meta/raft_meta is gone; the node has forgotten its vote");
        }
    }

    private static void watch(NodeConfig config, RaftNode node, RaftTimer timer, SnapshotSchedule snapshots) {
        timer.every(SNAPSHOT_LOOK, snapshots);
        timer.every(FRESHNESS_LOOK, new FreshnessProbe(node, config.raft().freshnessProbeInterval()));
        LagWatch lag = new LagWatch(config.raft().lagWarning());
        timer.every(LAG_LOOK, () -> {
            if (node.isLeader()) {
                node.clusterStatus().thenAccept(lag::look);
            } else {
                lag.reset();
            }
        });
    }

    public RaftNode node() {
        return node;
    }

    /**
     * Leaves in order: refuses new work, hands over the leadership, stops JRaft. What was proposed and is not applied by
     * then ends unknown. Blocks; takes about the configured transfer timeout and a second at most.
     */
    @Override
    public void close() {
        node.refuseNewWork();
        handOver();
        timer.close();
        stop(group);
        background.shutdown();
        transport.close();
        rpcThreads.shutdown();
    }

    private static void stop(RaftGroupService group) {
        group.shutdown();
        try {
            group.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handOver() {
        Duration timeout = config.raft().transferTimeout();
        try {
            node.abdicate(Deadline.after(timeout)).get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            LOG.info("nobody took over the leadership: {}", cause == null ? e.getMessage() : cause.getMessage());
        } catch (TimeoutException e) {
            LOG.info("nobody took over the leadership in time");
        }
    }
}
