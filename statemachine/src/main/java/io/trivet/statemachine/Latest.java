package io.trivet.statemachine;

import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Database.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code latest}, with a {@link RowCache} in front. All that is written to the family goes through here. Any
 * thread, except for {@link #write}, which is the apply thread's.
 */
final class Latest {
    private final Database database;
    private final RowCache cache;

    /** A key's row and what it says; no record and no bytes when there is none. */
    record Row(byte[] key, @Nullable Record record, byte @Nullable [] bytes) {

        static Row none(byte[] key) {
            return new Row(key, null, null);
        }

        static Row of(byte[] key, byte @Nullable [] bytes) {
            return bytes == null ? none(key) : new Row(key, RecordCodec.decode(bytes), bytes);
        }
    }

    Latest(Database database, RowCache cache) {
        this.database = database;
        this.cache = cache;
    }

    byte @Nullable [] get(byte[] key) {
        int hash = RowCache.hash(key);
        long generation = cache.generation(hash);
        byte[] row = cache.get(key, hash, generation);
        return row != null ? row : remembered(key, hash, generation, database.get(Family.LATEST, key));
    }

    /** As {@link #get}, but null where it would have to read a file. */
    @Nullable Found tryGet(byte[] key) {
        int hash = RowCache.hash(key);
        long generation = cache.generation(hash);
        byte[] row = cache.get(key, hash, generation);
        if (row != null) {
            return new Found(row);
        }
        Found found = database.tryGet(Family.LATEST, key);
        if (found != null) {
            remembered(key, hash, generation, found.row());
        }
        return found;
    }

    private byte @Nullable [] remembered(byte[] key, int hash, long generation, byte @Nullable [] row) {
        if (row != null) {
            cache.put(key, hash, generation, row);
        }
        return row;
    }

    /**
     * Looks keys up together, which is cheaper. The rows are in the order of the keys, null where there is none. What is read
     * is not remembered: the apply thread asks, which is about to write these keys.
     */
    List<byte @Nullable []> get(List<byte[]> keys) {
        List<byte @Nullable []> rows = new ArrayList<>(keys.size());
        List<byte[]> absent = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            int hash = RowCache.hash(key);
            byte[] row = cache.get(key, hash, cache.generation(hash));
            rows.add(row);
            if (row == null) {
                absent.add(key);
            }
        }
        List<byte @Nullable []> found = database.get(Family.LATEST, absent);
        for (int i = 0, next = 0; i < rows.size(); i++) {
            if (rows.get(i) == null) {
                rows.set(i, found.get(next++));
            }
        }
        return rows;
    }

    /**
     * Makes a batch visible, as {@link Database#write} does.
     *
     * @param rows what it writes to this family
     */
    void write(Batch batch, Collection<Row> rows) {
        rows.forEach(row -> cache.beginWrite(row.key()));
        database.write(batch);
        rows.forEach(row -> cache.endWrite(row.key(), row.bytes()));
    }
}
