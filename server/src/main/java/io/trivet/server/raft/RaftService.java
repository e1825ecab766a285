package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.core.CommitIndex;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.folder.DataFolder;
import io.trivet.server.folder.Formation;
import io.trivet.server.folder.NodeIdentity.State;
import io.trivet.server.metrics.Metrics;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops everything of this package in the right order: transport, log, state machine, timers. The store is
 * lent: whoever opened it closes it, after this.
 */
public final class RaftService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftService.class);
    private static final Duration NODE_LOOK = Duration.ofMillis(10);
    private static final Duration SNAPSHOT_LOOK = Duration.ofMillis(500);
    private static final Duration FRESHNESS_LOOK = Duration.ofMillis(50);
    private static final Duration LAG_LOOK = Duration.ofSeconds(2);
    private static final Duration MEMBERS_LOOK = Duration.ofMillis(200);
    private static final Duration REMOVAL_LOOK = Duration.ofSeconds(1);
    private static final int RPC_THREADS = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final NodeConfig config;
    private final RpcServer server;
    private final RaftGroupService group;
    private final PeerTransport transport;
    private final RaftTimer timer;
    private final RaftTimer watcher;
    private final RaftTimer memberThread;
    private final ExecutorService rpcThreads;
    private final Snapshots snapshots;
    private final RaftNode node;

    private RaftService(
            NodeConfig config,
            RpcServer server,
            RaftGroupService group,
            PeerTransport transport,
            RaftTimer timer,
            RaftTimer watcher,
            RaftTimer memberThread,
            ExecutorService rpcThreads,
            Snapshots snapshots,
            RaftNode node) {
        this.config = config;
        this.server = server;
        this.group = group;
        this.transport = transport;
        this.timer = timer;
        this.watcher = watcher;
        this.memberThread = memberThread;
        this.rpcThreads = rpcThreads;
        this.snapshots = snapshots;
        this.node = node;
    }

    /**
     * Joins the cluster, once it may: blocks until then. When it returns the log is open and the transport listens; a
     * leader may not be known yet.
     *
     * @param folder whose {@code raft} folder keeps the log, the vote and the snapshots
     * @param store the data; only the apply thread of this service writes it from now on
     * @param version of this software, told to other members
     * @param fatal ends the process
     * @param waiting is told what the node waits for before it may join
     * @throws NotAdmittedException when the node must not take part as it is
     * @throws RemovedException when it was removed from the cluster
     * @throws RuntimeException when the log or the vote cannot be used, or the address cannot be listened on
     */
    public static RaftService start(
            NodeConfig config,
            DataFolder folder,
            Store store,
            String version,
            FatalErrorHandler fatal,
            Consumer<String> waiting,
            Metrics metrics)
            throws InterruptedException {
        Starting starting = new Starting(config, folder, store, version, fatal, metrics);
        try {
            return starting.start(waiting);
        } catch (RuntimeException | InterruptedException e) {
            starting.undo();
            throw e;
        }
    }

    /** What is open before the node takes part in Raft, and what is closed again if it never does. */
    private static final class Starting {
        private final NodeConfig config;
        private final DataFolder folder;
        private final Store store;
        private final String version;
        private final FatalErrorHandler fatal;
        private final ExecutorService rpcThreads = Threads.pool("trivet-rpc", RPC_THREADS);
        private final RaftMetrics metrics;
        private final WriteMetrics writeMetrics;
        private final Snapshots snapshots;
        private final RaftTimer timer = new RaftTimer("trivet-raft-timer");
        private final RaftTimer watcher = new RaftTimer("trivet-raft-watch");
        private final RaftTimer memberThread = new RaftTimer("trivet-raft-members");
        private final RpcServer server;
        private final PeerTransport transport;
        private final PeerService peers;
        private volatile @Nullable NodeWatch nodeWatch;
        private boolean listens;
        private @Nullable RaftGroupService group;

        Starting(
                NodeConfig config,
                DataFolder folder,
                Store store,
                String version,
                FatalErrorHandler fatal,
                Metrics metrics) {
            this.config = config;
            this.folder = folder;
            this.store = store;
            this.version = version;
            this.fatal = fatal;
            this.metrics = new RaftMetrics(metrics);
            this.writeMetrics = new WriteMetrics(metrics);
            this.snapshots = new Snapshots(store, version, this.metrics);
            JRaftGlobals.load();
            server = RaftRpc.server(config.self().raft());
            transport =
                    new PeerTransport(config.clusterId(), config.limits().maxForwards(), JRaftOptions.connections());
            peers = new PeerService(config.clusterId(), () -> Admission.newcomer(config, folder.identity()));
            PeerTransport.serve(server, Runnable::run, peers);
        }

        RaftService start(Consumer<String> waiting) throws InterruptedException {
            listens = server.init(null);
            if (!listens) {
                throw new IllegalStateException(
                        "it cannot listen on " + config.self().raft());
            }
            Formation formation = new Admission(config, folder, transport, waiting).await();
            String groupId = JRaftOptions.groupId(config.clusterId(), formation.id());
            JRaftGlobals.prepareGroup(groupId);
            transport.admitted(groupId);
            Members members = new Members(store, formation);
            check(members);

            Leadership leadership = new Leadership(config.nodeId(), members::nodeId);
            StoreWaiters revisions = new StoreWaiters("revision", store::revision);
            StoreWaiters appliedIndexes = new StoreWaiters("index", this::appliedIndex);
            LogApplier applier = new LogApplier(
                    store, snapshots, leadership, List.of(revisions, appliedIndexes), fatal, writeMetrics);
            String instance = folder.identity().instance();
            JRaftParts parts = new JRaftParts(writeMetrics);
            NodeOptions options = JRaftOptions.nodeOptions(
                    config, Members.firstVoters(formation, instance), folder.raft(), applier, parts);
            RaftGroupService jraftGroup =
                    new RaftGroupService(groupId, JRaftOptions.peerId(config.self()), options, server, true);
            group = jraftGroup;
            boolean voteWasThere = Files.exists(folder.raft().resolve("meta").resolve("raft_meta"));
            Node jraft = jraftGroup.start(false);
            RaftService.check(jraft, store, voteWasThere);
            snapshots.started(); // before anybody can send one
            CommitIndex commitIndex = new CommitIndex(jraft);
            parts.followerCommit().started(commitIndex::raise);
            NodeWatch watch = new NodeWatch(jraft);
            nodeWatch = watch;
            watcher.every(NODE_LOOK, () -> {
                watch.run();
                appliedIndexes.wake();
            });
            RaftNode node = new RaftNode(
                    config,
                    version,
                    folder.identity(),
                    members,
                    jraft,
                    watch,
                    parts,
                    commitIndex::get,
                    store,
                    applier,
                    leadership,
                    revisions,
                    appliedIndexes,
                    transport,
                    timer,
                    memberThread,
                    metrics,
                    writeMetrics);
            metrics.watch(watch, leadership, snapshots, store, folder.raft().resolve("log"));
            RaftRpc.register(server, rpcThreads); // no vote and no acknowledgement before the check
            peers.ready(groupId, node);
            memberThread.every(MEMBERS_LOOK, node.voters());
            watch(config, node, timer, new SnapshotSchedule(jraft, store, snapshots, config.raft()), metrics);
            timer.every(
                    REMOVAL_LOOK,
                    new RemovalWatch(
                            config,
                            instance,
                            jraft,
                            watch,
                            members,
                            transport,
                            () -> timer.execute(() -> removed(members))));
            return new RaftService(
                    config, server, jraftGroup, transport, timer, watcher, memberThread, rpcThreads, snapshots, node);
        }

        /** Up to where the log is applied. The store does not see entries of Raft's own, and JRaft is asked now and then. */
        private long appliedIndex() {
            NodeWatch watch = nodeWatch;
            return Math.max(store.appliedIndex(), watch == null ? 0 : watch.appliedIndex());
        }

        /** What the store knows of the members must fit this folder and this configuration. */
        private void check(Members members) {
            String instance = folder.identity().instance();
            NodeConfig.Member self = members.find(config.nodeId());
            Member known = members.current().member(config.nodeId());
            if (members.current().removed().contains(instance)
                    || (known != null
                            && !known.instance().equals(instance)
                            && store.membership().index() > 0)) {
                noteRemoved();
                throw new RemovedException(config.nodeId());
            }
            if (self != null && !self.raft().equals(config.self().raft())) {
                throw new NotAdmittedException("the configuration says that " + config.nodeId() + " is at "
                        + config.self().raft() + ", but the cluster knows it at " + self.raft()
                        + ": correct the configuration, or replace the node with: bin/trivet member replace");
            }
            if (store.membership().index() > 0
                    && !new HashSet<>(members.list()).equals(new HashSet<>(config.members()))) {
                LOG.warn(
                        "the members are {}, and not as the configuration lists them; its list counted for the first"
                                + " start only",
                        members.list().stream().map(NodeConfig.Member::id).toList());
            }
        }

        private void removed(Members members) {
            noteRemoved();
            fatal.removed(config.nodeId() + " was removed from the cluster, whose members are "
                    + members.current().members().stream().map(Member::id).toList());
        }

        private void noteRemoved() {
            try {
                folder.update(
                        folder.identity().with(State.REMOVED, folder.identity().origin()));
            } catch (IOException e) {
                LOG.error("cannot note in {} that the node was removed", folder.root(), e);
            }
        }

        void undo() {
            if (listens) {
                server.shutdown();
            }
            snapshots.stop();
            if (group != null) {
                stop(group);
            }
            watcher.close();
            memberThread.close();
            timer.close();
            transport.close();
            rpcThreads.shutdown();
        }
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

    private static void watch(
            NodeConfig config, RaftNode node, RaftTimer timer, SnapshotSchedule snapshots, RaftMetrics metrics) {
        timer.every(SNAPSHOT_LOOK, snapshots);
        timer.every(FRESHNESS_LOOK, new FreshnessProbe(node, config.raft().freshnessProbeInterval()));
        LagWatch lag = new LagWatch(config.raft().lagWarning());
        timer.every(LAG_LOOK, () -> {
            if (node.isLeader()) {
                node.clusterStatus()
                        .thenAcceptAsync(
                                status -> {
                                    lag.look(status);
                                    snapshots.look(status);
                                    metrics.look(status);
                                },
                                timer);
            } else {
                lag.reset();
                snapshots.reset();
                metrics.reset();
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
        watcher.close();
        server.shutdown();
        memberThread.close();
        snapshots.stop();
        stop(group);
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
