package io.trivet.server.raft;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.Entry;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node that does not run would apply when it starts: its last snapshot and its log, up to its end. */
public final class OfflineLog {
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot_([0-9]{1,18})");
    private static final int MAX_BATCH_ENTRIES = 512;
    private static final int MAX_BATCH_BYTES = 8 << 20;

    private OfflineLog() {}

    /**
     * Brings a store to the end of a log. Whether the last entries were committed cannot be told from one node's log: an
     * entry that was acknowledged is among them if this node had it, and one that was not may be.
     *
     * @param log a copy of a node's {@code raft/log}, which this call may change
     * @param snapshots that node's {@code raft/snapshot}, which it does not change; need not exist
     * @param store a copy of that node's store
     * @throws IOException when the log cannot be read, is damaged, or does not begin where the store ends
     * @throws StoreException when the store cannot be written, or the snapshot or an entry is not what it should be
     */
    public static void replay(Path log, Path snapshots, Store store) throws IOException {
        JRaftGlobals.load();
        long covered = Math.max(loadSnapshot(snapshots, store), store.appliedIndex());
        if (!Files.exists(log.resolve("CURRENT"))) {
            throw new IOException("there is no raft log");
        }
        LogStorage storage = new RocksDBLogStorage(log.toString(), new RaftOptions());
        LogStorageOptions options = new LogStorageOptions();
        options.setGroupId("offline"); // JRaft asks for it where the log was cut behind a snapshot
        options.setConfigurationManager(new ConfigurationManager());
        options.setLogEntryCodecFactory(LogEntryV2CodecFactory.getInstance());
        if (!storage.init(options)) {
            throw new IOException("the raft log is damaged: it cannot be opened");
        }
        try {
            replay(storage, covered, store);
        } finally {
            storage.shutdown();
        }
    }

    /**
     * A node that was sent a snapshot may have ended before its store took it.
     *
     * @return the log index up to which the snapshot and now the store hold everything, 0 without a snapshot; it may be
     *     above the store's, whose last entry with data may be followed by others
     */
    private static long loadSnapshot(Path snapshots, Store store) throws IOException {
        long newest = 0;
        for (Path path : Files.isDirectory(snapshots) ? Disk.list(snapshots) : List.<Path>of()) {
            Matcher name = SNAPSHOT.matcher(path.getFileName().toString());
            newest = name.matches() ? Math.max(newest, Long.parseLong(name.group(1))) : newest;
        }
        if (newest > store.appliedIndex()) {
            Path folder = snapshots.resolve("snapshot_" + newest).resolve(Snapshots.FOLDER);
            if (CheckpointManifest.read(folder).index() > store.appliedIndex()) {
                CheckpointManifest.verify(folder);
                store.replaceWith(folder);
            }
        }
        return newest;
    }

    private static void replay(LogStorage log, long covered, Store store) throws IOException {
        long first = log.getFirstLogIndex();
        long last = log.getLastLogIndex();
        if (last > 0 && first > covered + 1) {
            throw new IOException("the raft log begins at index " + first + ", but the store ends at " + covered
                    + "; what was between them is lost");
        }
        List<Entry> batch = new ArrayList<>();
        int bytes = 0;
        for (long index = Math.max(first, store.appliedIndex() + 1); index <= last; index++) {
            LogEntry entry = log.getEntry(index);
            if (entry == null || entry.isCorrupted()) {
                throw new IOException("the raft log is damaged at index " + index);
            }
            if (entry.getType() == EntryType.ENTRY_TYPE_DATA) {
                batch.add(new Entry(index, entry.getId().getTerm(), entry.getData()));
                bytes += entry.getData().remaining();
            }
            if (batch.size() >= MAX_BATCH_ENTRIES || bytes >= MAX_BATCH_BYTES || index == last) {
                store.apply(batch);
                batch.clear();
                bytes = 0;
            }
        }
    }
}
