package io.trivet.statemachine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.Env;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Priority;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One RocksDB and the only class that knows RocksDB. Its write-ahead log is off, because the Raft log is one: what was
 * not flushed is lost with the process and applied again. All families flush together, so what is found after a crash
 * is the state right after some earlier {@link #write}.
 *
 * <p>All methods may be called from any thread, but {@link #close} only when no other call is under way and every
 * {@link Batch}, {@link View} and {@link Cursor} is closed; {@link Store} sees to that. Methods throw
 * {@link StoreException} when RocksDB fails and after close.
 */
final class Database implements AutoCloseable {
    private static final int BLOOM_BITS_A_KEY = 10;
    private static final double SHARE_OF_CACHE_FOR_INDEXES = 0.2;
    private static final int INDEX_PIECE_BYTES = 4 << 10;
    private static final int MAX_OPEN_FILES = 512;
    private static final int BACKGROUND_JOBS = 2;
    private static final long INFO_LOG_BYTES = 1 << 20;
    private static final int INFO_LOGS = 3;

    static {
        RocksDB.loadLibrary();
        // Compactions, of every database in this process, come in bursts that would take most of a small machine from
        // those who wait for an answer. As nice as can be they take what others leave; where that is too little for
        // long, RocksDB slows writes down.
        Env.getDefault().lowerThreadPoolCPUPriority(Priority.LOW);
    }

    /** A key space of its own; the order is that of {@link Store#digest}. */
    enum Family {
        LATEST,
        HISTORY,
        CHANGES,
        META;

        byte[] rocksName() {
            return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final Path folder;
    private final Deque<RocksObject> resources = new ArrayDeque<>();
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final ReadOptions readOptions = keep(new ReadOptions());
    private final ReadOptions memoryOnly = keep(new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER));
    private final WriteOptions writeOptions = keep(new WriteOptions().setDisableWAL(true));
    private final RocksDB rocks;
    private volatile boolean closed;

    private enum Mode {
        CREATE,
        OPEN,
        READ
    }

    private Database(Path folder, StoreOptions options, Mode mode) throws RocksDBException {
        this.folder = folder;
        boolean opened = false;
        try {
            rocks = openRocks(options, mode);
            opened = true;
        } finally {
            if (!opened) {
                release();
            }
        }
    }

    /** Makes an empty database in a folder that does not exist or is empty. */
    static Database create(Path folder, StoreOptions options) {
        try {
            return new Database(folder, options, Mode.CREATE);
        } catch (RocksDBException e) {
            throw failed("create the store in " + folder, e);
        }
    }

    /** Opens a database that must exist and hold no family that this build does not know. */
    static Database open(Path folder, StoreOptions options) {
        return open(folder, options, Mode.OPEN);
    }

    /** Opens a database as {@link #open} does, but only to read: nothing in the folder changes. */
    static Database openToRead(Path folder, StoreOptions options) {
        return open(folder, options, Mode.READ);
    }

    private static Database open(Path folder, StoreOptions options, Mode mode) {
        try {
            refuseUnknownFamilies(folder);
            return new Database(folder, options, mode);
        } catch (RocksDBException e) {
            throw failed("open the store in " + folder, e);
        }
    }

    private static void refuseUnknownFamilies(Path folder) throws RocksDBException {
        List<byte[]> found;
        try (Options options = new Options()) {
            found = RocksDB.listColumnFamilies(options, folder.toString());
        }
        for (byte[] name : found) {
            boolean known = Arrays.equals(name, RocksDB.DEFAULT_COLUMN_FAMILY);
            for (Family family : Family.values()) {
                known |= Arrays.equals(name, family.rocksName());
            }
            if (!known) {
                throw new StoreException("the store in " + folder + " has a family "
                        + new String(name, StandardCharsets.UTF_8)
                        + ", which this build does not know: upgrade this node");
            }
        }
    }

    private RocksDB openRocks(StoreOptions options, Mode mode) throws RocksDBException {
        LRUCache cache = keep(new LRUCache(options.blockCacheBytes(), -1, false, SHARE_OF_CACHE_FOR_INDEXES));
        BloomFilter bloom = keep(new BloomFilter(BLOOM_BITS_A_KEY));
        ColumnFamilyOptions plain = familyOptions(options, tables(cache));
        ColumnFamilyOptions lookedUp = familyOptions(options, lookedUpTables(cache, bloom));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, plain));
        for (Family family : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(family.rocksName(), family == Family.LATEST ? lookedUp : plain));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        DBOptions databaseOptions = databaseOptions(options, mode == Mode.CREATE);
        RocksDB opened = keep(
                mode == Mode.READ
                        ? RocksDB.openReadOnly(databaseOptions, folder.toString(), descriptors, handles)
                        : RocksDB.open(databaseOptions, folder.toString(), descriptors, handles));
        handles.forEach(this::keep);
        Iterator<ColumnFamilyHandle> named = handles.listIterator(1);
        for (Family family : Family.values()) {
            families.put(family, named.next());
        }
        return opened;
    }

    private DBOptions databaseOptions(StoreOptions options, boolean create) {
        return keep(new DBOptions())
                .setCreateIfMissing(create)
                .setErrorIfExists(create)
                .setCreateMissingColumnFamilies(create)
                .setAtomicFlush(true)
                .setAvoidFlushDuringShutdown(true)
                .setParanoidChecks(true)
                .setDbWriteBufferSize(options.writeBufferBytes())
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setMaxBackgroundJobs(BACKGROUND_JOBS)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setKeepLogFileNum(INFO_LOGS)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private ColumnFamilyOptions familyOptions(StoreOptions options, BlockBasedTableConfig tables) {
        return keep(new ColumnFamilyOptions())
                .setWriteBufferSize(options.writeBufferBytes())
                .setMaxWriteBufferNumber(2)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(tables);
    }

    private static BlockBasedTableConfig tables(LRUCache cache) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }

    /**
     * For look-ups of single keys, however many there are: the index and the filter of a table file are in pieces of the
     * size of a block, of which a look-up needs one each. In one piece they are the better part of a megabyte, and with ten
     * million keys the cache holds few of them.
     */
    private static BlockBasedTableConfig lookedUpTables(LRUCache cache, BloomFilter bloom) {
        return tables(cache)
                .setFilterPolicy(bloom)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(INDEX_PIECE_BYTES)
                .setPinTopLevelIndexAndFilter(true);
    }

    /** Hands a native object over to {@link #release}, which frees the youngest first. */
    private <T extends RocksObject> T keep(T resource) {
        resources.push(resource);
        return resource;
    }

    private void release() {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    /** Frees everything native; changes that were not flushed are lost. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    Path folder() {
        return folder;
    }

    byte @Nullable [] get(Family family, byte[] key) {
        return get(family, key, readOptions);
    }

    /** Looks keys up together, which is cheaper. The rows are in the order of the keys, null where there is none. */
    List<byte @Nullable []> get(Family family, List<byte[]> keys) {
        checkOpen();
        List<byte @Nullable []> rows =
                keys.size() > 1 ? getTogether(family, keys) : Collections.nCopies(keys.size(), null);
        List<byte @Nullable []> checked = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            byte[] row = rows.get(i);
            // Together, RocksDB's Java interface gives null also for a row that it failed to read.
            checked.add(row != null ? row : get(family, keys.get(i)));
        }
        return checked;
    }

    private List<byte @Nullable []> getTogether(Family family, List<byte[]> keys) {
        try {
            return rocks.multiGetAsList(readOptions, Collections.nCopies(keys.size(), family(family)), keys);
        } catch (RocksDBException e) {
            throw failed("read " + folder, e);
        }
    }

    /**
     * What a look-up found.
     *
     * @param row the value, null when there is no such row
     */
    record Found(byte @Nullable [] row) {}

    /** As {@link #get}, but null where it would have to read a file. */
    @Nullable Found tryGet(Family family, byte[] key) {
        checkOpen();
        try {
            return new Found(rocks.get(family(family), memoryOnly, key));
        } catch (RocksDBException e) {
            if (e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete) {
                return null;
            }
            throw failed("read " + folder, e);
        }
    }

    private byte @Nullable [] get(Family family, byte[] key, ReadOptions options) {
        checkOpen();
        try {
            return rocks.get(family(family), options, key);
        } catch (RocksDBException e) {
            throw failed("read " + folder, e);
        }
    }

    /** The rows from a key on and before another as they are now. */
    Cursor rows(Family family, byte[] from, byte[] before) {
        checkOpen();
        return new Cursor(family, from, before, null);
    }

    /** Everything as it is now. */
    View view() {
        checkOpen();
        return new View();
    }

    Batch batch() {
        checkOpen();
        return new Batch();
    }

    /** Makes a batch visible, all of it or nothing; on disk it is only after {@link #flush}. */
    void write(Batch batch) {
        checkOpen();
        try {
            rocks.write(writeOptions, batch.rows);
        } catch (RocksDBException e) {
            throw failed("write " + folder, e);
        }
    }

    /** Puts everything written so far on disk. */
    void flush() {
        checkOpen();
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            rocks.flush(options, List.copyOf(families.values()));
        } catch (RocksDBException e) {
            throw failed("flush " + folder, e);
        }
    }

    StoreFigures figures() {
        checkOpen();
        return new StoreFigures(
                sum("rocksdb.size-all-mem-tables"),
                property("rocksdb.block-cache-usage"),
                sum("rocksdb.live-sst-files-size"),
                sum("rocksdb.estimate-pending-compaction-bytes"),
                property("rocksdb.num-running-flushes"),
                property("rocksdb.num-running-compactions"),
                property("rocksdb.is-write-stopped") != 0);
    }

    /** Over all families. */
    private long sum(String property) {
        try {
            return rocks.getAggregatedLongProperty(property);
        } catch (RocksDBException e) {
            throw failed("ask RocksDB for " + property, e);
        }
    }

    /** Of the whole database, which any family tells. */
    private long property(String property) {
        try {
            return rocks.getLongProperty(family(Family.LATEST), property);
        } catch (RocksDBException e) {
            throw failed("ask RocksDB for " + property, e);
        }
    }

    /** Gives back the disk space of a family's deleted rows. */
    void compact(Family family) {
        checkOpen();
        try {
            rocks.compactRange(family(family));
        } catch (RocksDBException e) {
            throw failed("compact " + folder, e);
        }
    }

    /** Makes a copy of the flushed state in a new folder, by hard links on the same file system. */
    void checkpoint(Path target) {
        checkOpen();
        try (Checkpoint checkpoint = Checkpoint.create(rocks)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw failed("make a checkpoint in " + target, e);
        }
    }

    private ColumnFamilyHandle family(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new AssertionError(family);
        }
        return handle;
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException("the store in " + folder + " is closed");
        }
    }

    private static StoreException failed(String what, RocksDBException cause) {
        return new StoreException("cannot " + what + ": " + cause.getMessage(), cause);
    }

    /** Changes that {@link #write} makes at once. One thread. */
    final class Batch implements AutoCloseable {
        private final WriteBatch rows = new WriteBatch();

        private Batch() {}

        void put(Family family, byte[] key, byte[] value) {
            try {
                rows.put(family(family), key, value);
            } catch (RocksDBException e) {
                throw failed("write " + folder, e);
            }
        }

        void delete(Family family, byte[] key) {
            try {
                rows.delete(family(family), key);
            } catch (RocksDBException e) {
                throw failed("write " + folder, e);
            }
        }

        /** Deletes all rows that a family has in the database now. */
        void clear(Family family) {
            try (RocksIterator last = rocks.newIterator(family(family), readOptions)) {
                last.seekToLast();
                last.status();
                if (last.isValid()) {
                    byte[] key = last.key();
                    rows.deleteRange(family(family), new byte[0], Arrays.copyOf(key, key.length + 1));
                }
            } catch (RocksDBException e) {
                throw failed("write " + folder, e);
            }
        }

        long bytes() {
            return rows.getDataSize();
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** The database at one moment. One thread. */
    final class View implements AutoCloseable {
        private final Snapshot snapshot = rocks.getSnapshot();
        private final ReadOptions options = new ReadOptions().setSnapshot(snapshot);

        private View() {}

        byte @Nullable [] get(Family family, byte[] key) {
            return Database.this.get(family, key, options);
        }

        Cursor rows(Family family) {
            return new Cursor(family, new byte[0], null, snapshot);
        }

        @Override
        public void close() {
            options.close();
            rocks.releaseSnapshot(snapshot);
            snapshot.close();
        }
    }

    /** Walks rows in the order of their keys, as they were when it was made. One thread. */
    final class Cursor implements AutoCloseable {
        private final ReadOptions options = new ReadOptions();
        private final @Nullable Slice end;
        private final RocksIterator rows;

        private Cursor(Family family, byte[] from, byte @Nullable [] before, @Nullable Snapshot snapshot) {
            end = before == null ? null : new Slice(before);
            if (end != null) {
                options.setIterateUpperBound(end);
            }
            if (snapshot != null) {
                options.setSnapshot(snapshot);
            }
            rows = rocks.newIterator(family(family), options);
            rows.seek(from);
        }

        /** Whether there is a row here; false is the end, never an error. */
        boolean hasRow() {
            if (rows.isValid()) {
                return true;
            }
            try {
                rows.status();
            } catch (RocksDBException e) {
                throw failed("read " + folder, e);
            }
            return false;
        }

        byte[] key() {
            return rows.key();
        }

        byte[] value() {
            return rows.value();
        }

        void next() {
            rows.next();
        }

        @Override
        public void close() {
            rows.close();
            options.close();
            if (end != null) {
                end.close();
            }
        }
    }
}
