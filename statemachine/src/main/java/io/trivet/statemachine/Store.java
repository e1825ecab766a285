package io.trivet.statemachine;

import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Database.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A multi-version key-value store on disk: the state machine that a replica applies its log to.
 *
 * <p><b>Determinism.</b> The same entries give the same rows, and so the same {@link #digest}, on every replica,
 * however they are grouped into calls of {@link #apply}.
 *
 * <p><b>Crash.</b> What was applied becomes visible at once and reaches the disk later, all families together and with
 * the applied index. After a crash the store stands right after some earlier entry; the caller applies the log from
 * {@link #appliedIndex} on. So the log must not be cut behind an entry before {@link #checkpoint} or {@link #close}
 * has put it on disk.
 *
 * <p><b>Threads.</b> One thread at a time, the <i>apply thread</i>, calls {@link #apply} and {@link #replaceWith}.
 * Everything else may be called from any thread at any time: reads do not wait for writes, only for the moment in which
 * {@link #replaceWith} swaps the database, which waits for the checkpoints under way. {@link #close} waits for the calls under way.
 *
 * <p><b>Failure.</b> A {@link StoreException} means that storage failed or holds what it must not; after one from the
 * apply thread nothing more is applied, and the process should end. After close every call but the plain counters
 * throws it.
 */
public final class Store implements AutoCloseable {
    private final StoreFolder folder;
    private final String clusterId;
    private final StoreOptions options;
    private final RowCache rows;

    /** Held for reading while the database is in use, for writing while it is closed or swapped. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private volatile Live live;
    private volatile boolean closed;

    private Store(StoreFolder folder, String clusterId, StoreOptions options) {
        this.folder = folder;
        this.clusterId = clusterId;
        this.options = options;
        this.rows = new RowCache(options.rowCacheBytes());
        this.live = Live.open(folder.live(), clusterId, options, rows);
    }

    /**
     * Opens a store, or makes an empty one when the folder is absent or empty. Ends a {@link #replaceWith} that a crash
     * interrupted. The folder's neighbours whose names begin with its own and a dot belong to the store too.
     *
     * @param directory the store's folder; its file system must know atomic renames
     * @param clusterId the cluster that the store belongs to: one line of at most 1,000 characters
     * @throws IllegalArgumentException when the cluster id is not such a line
     * @throws StoreException when the folder holds another cluster's store, a newer format, or something unreadable
     */
    public static Store open(Path directory, String clusterId, StoreOptions options) {
        CheckpointManifest.requireLine("a cluster id", clusterId);
        StoreFolder folder = new StoreFolder(directory);
        folder.recover();
        if (!folder.isTaken()) {
            Live.create(folder.staging(), clusterId, options);
            folder.commit();
            folder.retire();
            folder.promote();
            folder.discard();
        }
        return new Store(folder, clusterId, options);
    }

    /**
     * Applies committed entries in order. Apply thread. The changes, the applied index and term, the revision and the
     * clock become visible together; what splits them, between two entries, is a compaction or that they replace a lot.
     *
     * @param entries in ascending order of their indexes, all above {@link #appliedIndex}; gaps are fine. Their buffers
     *     stay as they are and are not kept.
     * @return for each entry the outcomes of its commands, in the same order
     * @throws IllegalArgumentException when the indexes do not ascend; nothing is applied
     * @throws StoreException when storage fails; or when an entry cannot be decoded, then nothing is visible
     */
    public List<List<Outcome>> apply(List<Entry> entries) {
        return use(live -> live.applier().apply(entries));
    }

    /**
     * Reads a key's current record. Any thread. The answer reflects everything that was published, as {@link #revision}
     * tells it, when the call began.
     */
    public Read read(byte[] key) {
        return use(live -> live.reader().read(key));
    }

    /**
     * As {@link #read}, but gives up rather than wait: null where the answer takes a file, or while {@link #replaceWith}
     * swaps the database. Any thread, also one that must not block.
     */
    public @Nullable Read tryRead(byte[] key) {
        Lock lock = inUse.readLock();
        if (!lock.tryLock()) {
            return null;
        }
        try {
            requireOpen();
            return live.reader().tryRead(key);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads the record that a key had at a revision. Any thread.
     *
     * @param revision at least 0; 0 is the empty store
     * @throws IllegalArgumentException when the revision is negative
     */
    public PastRead readAt(byte[] key, long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("negative revision " + revision);
        }
        return use(live -> live.reader().readAt(key, revision));
    }

    /** The log index of the last entry applied, 0 before the first. */
    public long appliedIndex() {
        return state().appliedIndex();
    }

    /** The term of the last entry applied, 0 before the first. */
    public long appliedTerm() {
        return state().appliedTerm();
    }

    /** The store's revision: how many commands changed something, ever. */
    public long revision() {
        return state().revision();
    }

    /** The oldest revision that is readable, 0 before the first compaction. */
    public long compactedRevision() {
        return state().compactedRevision();
    }

    /** How many keys have a record. */
    public long keys() {
        return state().keys();
    }

    /** The store's clock: the highest clock of any proposal applied, milliseconds since the epoch, 0 before the first. */
    public long clockMillis() {
        return state().clockMillis();
    }

    /** Who is a member of the cluster, as the last entry applied that said so; {@link Membership#NONE} before it. */
    public Membership membership() {
        return live.progress().membership();
    }

    private StoreState state() {
        return live.progress().published();
    }

    /**
     * Puts everything applied on disk and a copy of it in a new folder, by hard links when the folder is on the same file
     * system. Any thread; {@link #apply} goes on meanwhile. {@link CheckpointManifest#write} puts the copy on disk. It is
     * the state right after some entry, of those applied when the call began the last one or a later one; beside a compaction, it
     * may be part of the way to the state after that entry. The copy's {@link CheckpointManifest} tells which entry.
     *
     * @param directory must not exist; the folder above it must
     * @throws StoreException when it exists or storage fails, then the store itself goes on; or when applying failed before
     */
    public void checkpoint(Path directory) {
        if (Files.exists(directory)) {
            throw new StoreException("the checkpoint folder " + directory + " exists already");
        }
        run(live -> live.checkpoint(directory));
    }

    /**
     * Puts everything applied on disk. Any thread; {@link #apply} goes on meanwhile. A {@link #checkpoint} right behind it
     * has little left to write.
     *
     * @throws StoreException when storage fails
     */
    public void flush() {
        run(live -> live.database().flush());
    }

    /**
     * Makes the content of a checkpoint the store's own. Apply thread. Reads wait for a moment and then see the new
     * content. A crash leaves the old or the new content, whole. The checkpoint stays as it is.
     *
     * @param checkpointDirectory a folder that {@link #checkpoint} made, verified by {@link CheckpointManifest#verify}
     * @throws StoreException when it is another cluster's or cannot be used, the store then holds what it held; or when
     *     storage fails, the store may then be closed
     */
    public void replaceWith(Path checkpointDirectory) {
        run(Live::requireHealthy);
        prepare(checkpointDirectory);
        inUse.writeLock().lock();
        try {
            requireOpen();
            closed = true;
            live.database().close();
            folder.retire();
            folder.promote();
            rows.clear();
            live = Live.open(folder.live(), clusterId, options, rows);
            closed = false;
        } finally {
            inUse.writeLock().unlock();
        }
        folder.discard();
    }

    /** Makes a checkpoint ready to be the live database, once it is sure that it can be opened. */
    private void prepare(Path checkpoint) {
        try {
            folder.stage(checkpoint);
            Live.open(folder.staging(), clusterId, options, rows).database().close();
        } catch (StoreException e) {
            folder.unstage();
            throw e;
        }
        folder.commit();
    }

    /** What the store's files and buffers take now. Any thread; takes about a millisecond. */
    public StoreFigures figures() {
        return use(live -> live.database().figures());
    }

    /** How many look-ups of current records, since the start, were in the cache of short ones. Any thread. */
    public long rowCacheHits() {
        return rows.hits();
    }

    /** How many were not, and went to the database. Any thread. */
    public long rowCacheMisses() {
        return rows.misses();
    }

    /** SHA-256 over all rows of all families: equal stores have equal digests. Any thread; reads everything. */
    public byte[] digest() {
        return use(Live::digest);
    }

    /**
     * Reads all families and checks that they agree with each other and with the counters: every record that some readable
     * revision sees is there with the change that wrote it and the change that superseded it, and nothing else is. Any
     * thread; looks at one moment and reads everything.
     *
     * @throws StoreException when they do not; its message names the first disagreement
     */
    public AuditReport audit() {
        return use(live -> {
            try (View view = live.database().view()) {
                return new Audit(view).run();
            }
        });
    }

    /**
     * Makes the store in a folder the first state of a new cluster: its revision and its compacted revision become its old
     * revision plus the bump, so that no revision of the old cluster is readable or given again; its history, its changes
     * and the old cluster's members are forgotten. Records keep their revisions; the applied index, term and clock stay.
     * Equal stores become equal stores. On disk when this returns; after a crash extract the backup
     * once more.
     *
     * @param directory a store's folder that nobody has open, made by {@link BackupFile#extract}
     * @param clusterId the new cluster's id: one line of at most 1,000 characters
     * @param bump at least 0
     * @throws IllegalArgumentException when the cluster id is not such a line, or the bump is negative or too high for a
     *     revision to follow
     * @throws StoreException when the store cannot be read, is of a newer format, or cannot be written
     */
    public static void rebase(Path directory, String clusterId, long bump, StoreOptions options) {
        CheckpointManifest.requireLine("a cluster id", clusterId);
        if (bump < 0) {
            throw new IllegalArgumentException("negative bump " + bump);
        }
        try (Database database = Database.open(directory, options);
                Batch batch = database.batch()) {
            StoreState rebased = Meta.open(database).rebased(bump);
            batch.clear(Family.HISTORY);
            batch.clear(Family.CHANGES);
            Meta.transfer(batch, clusterId);
            Meta.putState(batch, rebased);
            database.write(batch);
            database.flush();
            database.compact(Family.HISTORY);
            database.compact(Family.CHANGES);
        }
    }

    /** Puts everything applied on disk and frees everything native. A second call does nothing. */
    @Override
    public void close() {
        inUse.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                flushAndClose(live.database());
            }
        } finally {
            inUse.writeLock().unlock();
        }
    }

    private static void flushAndClose(Database database) {
        try {
            database.flush();
        } finally {
            database.close();
        }
    }

    private void run(Consumer<Live> call) {
        use(live -> {
            call.accept(live);
            return live;
        });
    }

    private <T> T use(Function<Live, T> call) {
        Lock lock = inUse.readLock();
        lock.lock();
        try {
            requireOpen();
            return call.apply(live);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("the store in " + folder.live() + " is closed");
        }
    }
}
