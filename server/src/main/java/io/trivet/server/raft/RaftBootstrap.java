package io.trivet.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.JRaftUtils;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LocalStorageOutter.StablePBMeta;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.BootstrapOptions;
import com.alipay.sofa.jraft.storage.io.ProtoBufFile;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.metrics.Metrics;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Makes the raft folder of a node whose store was restored: an empty log that begins after the store's applied index,
 * behind a snapshot of the store, so that a member that comes later, empty, is sent that snapshot.
 */
public final class RaftBootstrap {
    /** The term before any election, and of what stands in place of the log's beginning: the same on every member. */
    private static final long FIRST_TERM = 1;

    private RaftBootstrap() {}

    /**
     * Makes the folder, on disk when this returns. A crash leaves a part of it.
     *
     * @param config its members are the cluster's first
     * @param folder must not exist; on the store's file system, as the snapshot is made of hard links
     * @param version of this software, written into the snapshot
     * @throws IOException when it cannot be made
     */
    public static void make(NodeConfig config, Path folder, Store store, String version) throws IOException {
        String groupId = JRaftOptions.groupId(config.clusterId(), "restore");
        JRaftGlobals.prepareGroup(groupId);
        Files.createDirectories(folder.resolve("meta"));
        writeTerm(folder.resolve("meta").resolve("raft_meta"), Math.max(FIRST_TERM, store.appliedTerm()));
        BootstrapOptions options = new BootstrapOptions();
        options.setGroupId(groupId);
        Configuration members = new Configuration();
        config.members().forEach(member -> members.addPeer(JRaftOptions.peerId(member)));
        options.setGroupConf(members);
        options.setLastLogIndex(Math.max(1, store.appliedIndex()));
        Snapshots snapshots = new Snapshots(store, version, new RaftMetrics(new Metrics())); // scraped by nobody
        options.setFsm(new SnapshotOnly(snapshots));
        options.setLogUri(folder.resolve("log").toString());
        options.setRaftMetaUri(folder.resolve("meta").toString());
        options.setSnapshotUri(folder.resolve("snapshot").toString());
        try {
            if (!JRaftUtils.bootstrap(options)) {
                throw new IOException("JRaft could not write its log or its snapshot");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (RuntimeException e) {
            throw new IOException("JRaft failed: " + e.getMessage(), e);
        } finally {
            snapshots.stop();
        }
        sync(folder);
    }

    /** Elections go on above the terms of the old cluster, so that of two records the later has the higher term. */
    private static void writeTerm(Path file, long term) throws IOException {
        StablePBMeta meta = StablePBMeta.newBuilder()
                .setTerm(term)
                .setVotedfor(PeerId.emptyPeer().toString())
                .build();
        if (!new ProtoBufFile(file.toString()).save(meta, true)) {
            throw new IOException("cannot write " + file);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.toList()) {
                Disk.sync(path);
            }
        }
        Disk.sync(Disk.parent(folder));
    }

    /** All that a bootstrap asks of a state machine. */
    private static final class SnapshotOnly extends StateMachineAdapter {
        private final Snapshots snapshots;

        SnapshotOnly(Snapshots snapshots) {
            this.snapshots = snapshots;
        }

        @Override
        public void onApply(Iterator committed) {
            throw new AssertionError("nothing is committed during a bootstrap");
        }

        @Override
        public void onSnapshotSave(SnapshotWriter writer, Closure done) {
            snapshots.save(writer, done);
        }
    }
}
