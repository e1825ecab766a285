package io.trivet.statemachine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Short rows by their keys, outside the heap: what a collection does not look at, whatever is put in. A row is found only
 * while it is the one in the database. For that there are <em>generations</em>, a number for each of many groups of keys,
 * which is even as long as none of their rows is being written and is never the same again:
 *
 * <ul>
 *   <li>The writer, one thread, makes the number {@linkplain #beginWrite odd} before a row is written, and
 *       {@linkplain #endWrite even} again after.
 *   <li>A reader takes {@linkplain #generation the number} first. It {@linkplain #get finds} nothing but rows that were put
 *       in under this number, and what it then reads in the database it {@linkplain #put puts in} under this number: if a
 *       write has begun meanwhile, no look-up that begins later finds it.
 * </ul>
 *
 * <p>So a row that is found was the key's at some moment since the number was taken, and once anybody can have seen a row's
 * successor, in the database, no look-up that begins finds the row. Nobody waits: a cell that somebody else is filling is
 * passed over. A reader copies a cell and then looks whether it was filled anew meanwhile (a sequence lock). Any thread.
 */
final class RowCache {
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle GENERATIONS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Cells in which a key's row may be. */
    private static final int WAYS = 4;

    /** What a processor's cache takes at once. */
    private static final int LINE_BYTES = 64;

    /** Enough for a row of 300 bytes. */
    private static final int CELL_BYTES = 6 * LINE_BYTES;

    /** Odd while the cell is being filled. */
    private static final int SEQUENCE = 0;

    private static final int GENERATION = SEQUENCE + Long.BYTES;
    private static final int HASH = GENERATION + Long.BYTES;
    private static final int KEY_LENGTH = HASH + Integer.BYTES;
    private static final int ROW_LENGTH = KEY_LENGTH + Integer.BYTES;
    private static final int HEAD_BYTES = ROW_LENGTH + Integer.BYTES;

    /** How long a key and its row may be, together. */
    static final int MOST_BYTES = CELL_BYTES - HEAD_BYTES;

    /** More groups than keys: while one key of a group is written none is found, and none that was put in before. */
    private static final int GROUPS_A_CELL = 2;

    private final ByteBuffer cells;
    private final int sets;
    private final long[] generations;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * Takes the memory for good.
     *
     * @param bytes how much; at least that of one set of cells is taken, and at most 2 GiB
     * @throws StoreException when the JVM does not give so much
     */
    RowCache(long bytes) {
        long most = (Integer.MAX_VALUE - LINE_BYTES) / (WAYS * CELL_BYTES);
        sets = (int) Math.max(1, Math.min(most, bytes / (WAYS * (CELL_BYTES + GROUPS_A_CELL * Long.BYTES))));
        cells = allocate(sets * WAYS * CELL_BYTES, bytes);
        generations = new long[Integer.highestOneBit(sets * WAYS * GROUPS_A_CELL)];
    }

    private static ByteBuffer allocate(int bytes, long wanted) {
        try {
            return ByteBuffer.allocateDirect(bytes + LINE_BYTES).alignedSlice(LINE_BYTES);
        } catch (OutOfMemoryError e) {
            throw new StoreException(
                    "there is no memory for a row cache of " + (wanted >> 20)
                            + " MiB: lower storage.row_cache, or raise"
                            + " the JVM's limit, -XX:MaxDirectMemorySize, which is that of the heap unless set",
                    e);
        }
    }

    static int hash(byte[] key) {
        int hash = Arrays.hashCode(key);
        hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B; // the end of MurmurHash3, which is in the public domain
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return hash ^ (hash >>> 16);
    }

    /** What the other methods of a reader take; to be taken before the database is looked at. */
    long generation(int hash) {
        return (long) GENERATIONS.getAcquire(generations, group(hash));
    }

    /** The key's row at some moment since the generation was taken; null when it is not here. */
    byte @Nullable [] get(byte[] key, int hash, long generation) {
        byte[] row = isEven(generation) ? find(key, hash, generation) : null;
        (row != null ? hits : misses).increment();
        return row;
    }

    private byte @Nullable [] find(byte[] key, int hash, long generation) {
        int first = firstCell(hash);
        for (int cell = first; cell < first + WAYS * CELL_BYTES; cell += CELL_BYTES) {
            long sequence = (long) LONGS.getAcquire(cells, cell + SEQUENCE);
            if (isEven(sequence)
                    && intAt(cell + HASH) == hash
                    && generationOf(cell) == generation
                    && holds(cell, key)) {
                byte[] row = row(cell, key.length);
                VarHandle.acquireFence();
                if (row != null && (long) LONGS.getOpaque(cells, cell + SEQUENCE) == sequence) {
                    return row;
                }
            }
        }
        return null;
    }

    private boolean holds(int cell, byte[] key) {
        if (intAt(cell + KEY_LENGTH) != key.length || key.length > MOST_BYTES) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (cells.get(cell + HEAD_BYTES + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Null where the length makes no sense, because the cell is being filled. */
    private byte @Nullable [] row(int cell, int keyLength) {
        int length = intAt(cell + ROW_LENGTH);
        if (length < 0 || length > MOST_BYTES - keyLength) {
            return null;
        }
        byte[] row = new byte[length];
        cells.get(cell + HEAD_BYTES + keyLength, row);
        return row;
    }

    /**
     * Takes a row in that was read in the database after the generation was taken. Does nothing where it is too long, where
     * a write has begun since, or where somebody else is filling the cell.
     */
    void put(byte[] key, int hash, long generation, byte[] row) {
        if (!isEven(generation) || generation != generation(hash) || key.length + row.length > MOST_BYTES) {
            return;
        }
        int cell = cellFor(hash);
        long sequence = (long) LONGS.getAcquire(cells, cell + SEQUENCE);
        if (!isEven(sequence) || !LONGS.compareAndSet(cells, cell + SEQUENCE, sequence, sequence + 1)) {
            return;
        }
        VarHandle.storeStoreFence();
        LONGS.set(cells, cell + GENERATION, generation);
        INTS.set(cells, cell + HASH, hash);
        INTS.set(cells, cell + KEY_LENGTH, key.length);
        INTS.set(cells, cell + ROW_LENGTH, row.length);
        cells.put(cell + HEAD_BYTES, key);
        cells.put(cell + HEAD_BYTES + key.length, row);
        LONGS.setRelease(cells, cell + SEQUENCE, sequence + 2);
    }

    /** One that has the same hash or nothing that can be found any more, or else any. */
    private int cellFor(int hash) {
        int first = firstCell(hash);
        for (int cell = first; cell < first + WAYS * CELL_BYTES; cell += CELL_BYTES) {
            int held = intAt(cell + HASH);
            if (held == hash || intAt(cell + KEY_LENGTH) == 0 || generationOf(cell) != generation(held)) {
                return cell;
            }
        }
        return first + ThreadLocalRandom.current().nextInt(WAYS) * CELL_BYTES;
    }

    /** Says that the key's row is about to be written; no look-up that begins finds it any more. The writer's thread. */
    void beginWrite(byte[] key) {
        int group = group(hash(key));
        long generation = generations[group];
        if (isEven(generation)) {
            GENERATIONS.setVolatile(generations, group, generation + 1);
        }
    }

    /**
     * Says that the database has the row, and those of all keys whose write has begun. The writer's thread.
     *
     * @param row null when the key has none any more
     */
    void endWrite(byte[] key, byte @Nullable [] row) {
        int hash = hash(key);
        int group = group(hash);
        long generation = generations[group];
        if (!isEven(generation)) {
            generation++;
            GENERATIONS.setVolatile(generations, group, generation);
        }
        if (row != null) {
            put(key, hash, generation, row);
        }
    }

    /** Forgets all rows, because the database becomes another one. Nobody may use this meanwhile. */
    void clear() {
        for (int group = 0; group < generations.length; group++) {
            GENERATIONS.setVolatile(generations, group, (generations[group] | 1) + 1);
        }
    }

    /** How many rows were found since it was made. */
    long hits() {
        return hits.sum();
    }

    /** How many rows were looked for in vain since it was made. */
    long misses() {
        return misses.sum();
    }

    private int group(int hash) {
        return hash & (generations.length - 1);
    }

    private int firstCell(int hash) {
        return (int) ((Integer.toUnsignedLong(hash) * sets) >>> Integer.SIZE) * WAYS * CELL_BYTES;
    }

    private long generationOf(int cell) {
        return (long) LONGS.get(cells, cell + GENERATION);
    }

    private int intAt(int index) {
        return (int) INTS.get(cells, index);
    }

    private static boolean isEven(long number) {
        return (number & 1) == 0;
    }
}
