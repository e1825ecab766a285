package io.trivet.server;

import io.trivet.server.concurrent.Threads;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.folder.DataFolder;
import io.trivet.server.folder.DataFolderException;
import io.trivet.server.http.HttpServer;
import io.trivet.server.metrics.Metrics;
import io.trivet.server.raft.FatalErrorHandler;
import io.trivet.server.raft.NotAdmittedException;
import io.trivet.server.raft.RaftNode;
import io.trivet.server.raft.RaftService;
import io.trivet.server.raft.RemovedException;
import io.trivet.server.service.BackupService;
import io.trivet.server.service.ClusterService;
import io.trivet.server.service.KeyValueService;
import io.trivet.server.service.Retention;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import io.trivet.statemachine.StoreOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds one node from its configuration, bottom up, and takes it down again in the opposite
 * order. Started and closed by one thread; {@link #close} may be called once.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration DRAIN = Duration.ofSeconds(4);
    private static final int MAX_SCRAPES = 4;

    private final NodeConfig config;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private volatile boolean closing;

    private Node(NodeConfig config) {
        this.config = config;
    }

    /**
     * Starts a node. When it returns, the node listens and takes part in the cluster; there may be no leader yet. Until
     * then it listens, and tells what it waits for.
     *
     * @param fatal ends the process when the node's storage fails later
     */
    public static Node start(NodeConfig config, FatalErrorHandler fatal) throws StartupException, InterruptedException {
        Node node = new Node(config);
        try {
            node.startParts(fatal);
            return node;
        } catch (StartupException | RuntimeException | InterruptedException e) {
            node.closeParts();
            throw e;
        }
    }

    private void startParts(FatalErrorHandler fatal) throws StartupException, InterruptedException {
        DataFolder folder = opened(openFolder());
        Metrics metrics = opened(new Metrics());
        metrics.addProcess(Version.current());
        ThreadPoolExecutor workers = Threads.pool("trivet-worker", config.http().workerThreads());
        opened(workers::shutdown);
        ThreadPoolExecutor scrapes = Threads.pool("trivet-metrics", 1, MAX_SCRAPES);
        opened(scrapes::shutdown);
        HttpServer http = startHttp(metrics, scrapes);
        opened(http::stop);
        Store store = opened(openStore(folder.store()));
        new StoreMetrics(metrics, store).register();
        RaftService raft = opened(startRaft(folder, store, fatal, http::starting, metrics));
        Retention retention = opened(new Retention(raft.node(), store, config.retention()));
        ClusterService cluster = new ClusterService(config, raft.node(), workers);
        opened(() -> {
            cluster.announceStop();
            http.drain(DRAIN);
        });
        BackupService backups = opened(startBackups(raft.node(), store, folder));
        retention.start();
        FatalErrorHandler whileServing = (message, cause) -> {
            // A read that comes late in a stop finds the store closed.
            if (!closing) {
                fatal.halt(message, cause);
            }
        };
        http.serve(
                new KeyValueService(
                        raft.node(), store, workers, config.limits().maxInflightReads(), whileServing, metrics),
                cluster,
                backups);
        LOG.info(
                "{} of cluster {} serves http://{} and takes part in Raft at {}",
                config.nodeId(),
                config.clusterId(),
                config.http().listen(),
                config.self().raft());
    }

    private DataFolder openFolder() throws StartupException {
        try {
            return DataFolder.open(config);
        } catch (DataFolderException e) {
            throw new StartupException(ExitCode.DATA_FOLDER, String.valueOf(e.getMessage()), e);
        }
    }

    private HttpServer startHttp(Metrics metrics, Executor scrapes) throws StartupException {
        try {
            return HttpServer.start(config, metrics, scrapes);
        } catch (RuntimeException e) {
            throw cannotListen("http", config.http().listen().toString(), e);
        }
    }

    private Store openStore(Path path) throws StartupException {
        NodeConfig.Storage storage = config.storage();
        try {
            return Store.open(
                    path,
                    config.clusterId(),
                    new StoreOptions(storage.blockCacheBytes(), storage.rowCacheBytes(), storage.writeBufferBytes()));
        } catch (StoreException e) {
            throw new StartupException(ExitCode.STORAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static BackupService startBackups(RaftNode raft, Store store, DataFolder folder) throws StartupException {
        try {
            return new BackupService(raft, store, folder.backup(), Version.current());
        } catch (StoreException e) {
            throw new StartupException(ExitCode.STORAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private RaftService startRaft(
            DataFolder folder, Store store, FatalErrorHandler fatal, Consumer<String> waiting, Metrics metrics)
            throws StartupException, InterruptedException {
        checkRaftAddress();
        try {
            return RaftService.start(config, folder, store, Version.current(), fatal, waiting, metrics);
        } catch (RemovedException e) {
            throw new StartupException(ExitCode.REMOVED, String.valueOf(e.getMessage()), e);
        } catch (NotAdmittedException e) {
            throw new StartupException(ExitCode.DATA_FOLDER, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // JRaft throws many kinds; all of them mean that its files or its address cannot be used.
            throw new StartupException(
                    ExitCode.STORAGE,
                    "Raft cannot start from " + folder.raft() + ": "
                            + Threads.unwrap(e).getMessage(),
                    e);
        }
    }

    /** JRaft opens its log before it listens; a taken port is better told of while nothing has happened yet. */
    private void checkRaftAddress() throws StartupException {
        NodeConfig.Address address = config.self().raft();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw cannotListen("raft", address.toString(), e);
        }
    }

    private static StartupException cannotListen(String what, String address, Exception e) {
        Throwable cause = e.getCause() instanceof BindException bind ? bind : e;
        return new StartupException(
                ExitCode.ADDRESS,
                "cannot listen on the " + what + " address " + address + ": " + cause.getMessage(),
                e);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Stops in order, within ten seconds: new requests are refused and those under way finished, the leadership is handed
     * over, then log, listener, store and folder are closed.
     */
    @Override
    public void close() {
        LOG.info("{} is stopping", config.nodeId());
        closeParts();
        LOG.info("{} has stopped", config.nodeId());
    }

    private void closeParts() {
        closing = true;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.error("a part of the node did not close", e);
            }
        }
    }
}
