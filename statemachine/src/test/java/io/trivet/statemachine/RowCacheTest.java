package io.trivet.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class RowCacheTest {
    private static final byte[] KEY = key("key");
    private static final int HASH = RowCache.hash(KEY);

    private final RowCache cache = new RowCache(1 << 20);

    @Test
    void when_rowWasPutIn_then_itIsFound() {
        put(KEY, key("row"));
        assertArrayEquals(key("row"), get(KEY));
        assertNull(get(key("another")));
        assertEquals(1, cache.hits());
        assertEquals(1, cache.misses());
    }

    @Test
    void when_rowIsEmptyOrFillsTheCell_then_itIsFound_and_when_itIsLonger_then_not() {
        put(KEY, new byte[0]);
        assertArrayEquals(new byte[0], get(KEY));
        byte[] longest = bytes(RowCache.MOST_BYTES - KEY.length, 7);
        byte[] key = key("yek");
        put(key, longest);
        assertArrayEquals(longest, get(key));
        byte[] tooLong = key("eyk");
        put(tooLong, bytes(RowCache.MOST_BYTES - KEY.length + 1, 7));
        assertNull(get(tooLong));
        assertNull(get(bytes(10_000, 1)));
    }

    @Test
    void when_rowIsBeingWritten_then_itIsNotFound_and_nothingIsTakenIn() {
        put(KEY, key("old"));
        cache.beginWrite(KEY);
        assertNull(get(KEY));
        put(KEY, key("old, read in the database"));
        assertNull(get(KEY));
        cache.endWrite(KEY, key("new"));
        assertArrayEquals(key("new"), get(KEY));
    }

    @Test
    void when_rowWasReadBeforeAWrite_then_itIsNotFoundAfterIt() {
        long before = cache.generation(HASH);
        cache.beginWrite(KEY);
        cache.endWrite(KEY, null);
        cache.put(KEY, HASH, before, key("old"));
        assertNull(get(KEY));
    }

    @Test
    void when_rowIsReadWhileItIsWritten_then_itIsNotFoundAfterIt() {
        cache.beginWrite(KEY);
        long meanwhile = cache.generation(HASH);
        cache.put(KEY, HASH, meanwhile, key("old"));
        cache.endWrite(KEY, null);
        assertNull(get(KEY));
        cache.put(KEY, HASH, meanwhile, key("old"));
        assertNull(get(KEY));
    }

    @Test
    void when_keyIsDeleted_then_itsRowIsNotFound() {
        put(KEY, key("row"));
        cache.beginWrite(KEY);
        cache.endWrite(KEY, null);
        assertNull(get(KEY));
    }

    @Test
    void when_manyKeysOfABatchAreWritten_then_eachHasItsNewRow() {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add(key("key" + i));
            put(keys.get(i), key("old"));
        }
        keys.forEach(cache::beginWrite);
        keys.forEach(key -> assertNull(get(key)));
        keys.forEach(key -> cache.endWrite(key, key("new")));
        for (byte[] key : keys) {
            byte[] row = get(key);
            assertTrue(row == null || Arrays.equals(row, key("new")));
        }
        assertTrue(cache.hits() > 150, () -> "found " + cache.hits());
    }

    @Test
    void when_thereAreMoreKeysThanCells_then_eachIsFoundWithItsRowOrNotAtAll() {
        int keys = 20_000;
        for (int i = 0; i < keys; i++) {
            put(key("key" + i), bytes(100 + i % 150, i));
        }
        for (int i = 0; i < keys; i++) {
            byte[] row = get(key("key" + i));
            if (row != null) {
                assertArrayEquals(bytes(100 + i % 150, i), row);
            }
        }
        assertTrue(cache.hits() > 2000, () -> "found " + cache.hits());
    }

    @Test
    void when_aLateReaderPutsInWhatItRead_then_theNewRowStays() {
        long before = cache.generation(HASH);
        cache.beginWrite(KEY);
        cache.endWrite(KEY, key("new"));
        cache.put(KEY, HASH, before, key("old"));
        assertArrayEquals(key("new"), get(KEY));
    }

    @Test
    void when_cleared_then_nothingIsFound_and_itTakesRowsAgain() {
        put(KEY, key("old"));
        byte[] other = key("yek");
        cache.beginWrite(other); // and the database fails
        cache.clear();
        assertNull(get(KEY));
        put(KEY, key("new"));
        put(other, key("new"));
        assertArrayEquals(key("new"), get(KEY));
        assertArrayEquals(key("new"), get(other));
    }

    /**
     * One writer and three readers, through a cache that is too small, on a database that is an array of numbers, which only
     * grow. A row consists of its key's number and one of these, over and over, so that a mixture shows.
     */
    @Test
    void when_manyReadWhileOneWrites_then_noRowIsOlderThanTheDatabaseWasBefore() throws Exception {
        int keys = 40;
        int writes = 100_000;
        int readers = 3;
        RowCache small = new RowCache(1); // one set of cells
        AtomicLongArray database = new AtomicLongArray(keys);
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(readers);
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                SplittableRandom random = new SplittableRandom(i);
                ends.add(threads.submit(() -> {
                    while (!done.get()) {
                        int key = random.nextInt(keys);
                        long before = database.get(key);
                        long number = readThrough(small, key, database);
                        assertTrue(number >= before, () -> "read " + number + " after " + before);
                        reading.countDown();
                    }
                }));
            }
            reading.await();
            SplittableRandom random = new SplittableRandom(9);
            for (int number = 1; number <= writes; number++) {
                write(small, random.nextInt(keys - 2), number, database, random.nextBoolean());
            }
            done.set(true);
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            done.set(true);
            threads.shutdown();
        }
        assertTrue(small.hits() > 0);
    }

    /** Three keys at once. */
    private static void write(RowCache cache, int first, long number, AtomicLongArray database, boolean cached) {
        for (int key = first; key < first + 3; key++) {
            cache.beginWrite(key("key" + key));
        }
        for (int key = first; key < first + 3; key++) {
            database.set(key, number);
        }
        for (int key = first; key < first + 3; key++) {
            cache.endWrite(key("key" + key), cached ? row(key, number) : null);
        }
    }

    private static long readThrough(RowCache cache, int number, AtomicLongArray database) {
        byte[] key = key("key" + number);
        int hash = RowCache.hash(key);
        long generation = cache.generation(hash);
        byte[] row = cache.get(key, hash, generation);
        if (row == null) {
            row = row(number, database.get(number));
            cache.put(key, hash, generation, row);
        }
        long value = ByteBuffer.wrap(row).getLong(Long.BYTES);
        assertArrayEquals(row(number, value), row, "a mixture");
        return value;
    }

    private static byte[] row(int key, long number) {
        ByteBuffer row = ByteBuffer.allocate(2 * Long.BYTES * (1 + (int) (number % 20)));
        while (row.hasRemaining()) {
            row.putLong(key).putLong(number);
        }
        return row.array();
    }

    private void put(byte[] key, byte[] row) {
        int hash = RowCache.hash(key);
        cache.put(key, hash, cache.generation(hash), row);
    }

    private byte[] get(byte[] key) {
        int hash = RowCache.hash(key);
        return cache.get(key, hash, cache.generation(hash));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
