package io.trivet.statemachine;

import static io.trivet.statemachine.TestLog.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers beside the apply thread. The log is applied to arrays first, so that a reader can look up at once what any
 * key was at any revision.
 */
class ConcurrentReadTest {
    private static final int KEYS = 4;
    private static final int ENTRIES = 25_000;
    private static final int READERS = 3;

    @TempDir
    Path folder;

    /** By key and revision: the modRevision of the key's record then, 0 when it had none. */
    private final List<List<Long>> truth = new ArrayList<>();

    private final List<Entry> entries = new ArrayList<>();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void when_readersRunBesideApplyAndCompaction_then_everyAnswerWasTrueOnce() throws Exception {
        long seed = TestLog.seed();
        makeLog(new Random(seed));
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                running.add(readers.submit(reader(store, new Random(seed + i))));
            }
            try {
                applyAll(store, new Random(seed));
            } finally {
                done.set(true);
            }
            for (Future<Long> reader : running) {
                assertTrue(reader.get() > 100, "reads");
            }
        } catch (AssertionError | Exception e) {
            throw new AssertionError("replay with -Dtrivet.seed=" + seed, e);
        } finally {
            readers.shutdownNow();
        }
    }

    private void makeLog(Random random) {
        for (int k = 0; k < KEYS; k++) {
            truth.add(new ArrayList<>(List.of(0L)));
        }
        long revision = 0;
        for (int i = 1; i <= ENTRIES; i++) {
            int k = random.nextInt(KEYS);
            boolean present = truth.get(k).get((int) revision) != 0;
            boolean compact = i % 500 == 0;
            boolean delete = !compact && random.nextBoolean();
            if (compact) {
                entries.add(TestLog.entry(i, new Command.Compact(Math.max(0, revision - random.nextInt(600)))));
            } else if (delete) {
                entries.add(TestLog.entry(i, new Command.Delete(key("k" + k), Condition.ALWAYS)));
            } else {
                entries.add(TestLog.entry(i, TestLog.put("k" + k, "value")));
            }
            if (!compact && (present || !delete)) {
                revision++;
                for (int other = 0; other < KEYS; other++) {
                    List<Long> history = truth.get(other);
                    history.add(other != k ? history.get((int) revision - 1) : delete ? 0L : revision);
                }
            }
        }
    }

    private void applyAll(Store store, Random random) {
        int checkpoints = 0;
        for (int from = 0; from < entries.size(); ) {
            int to = Math.min(entries.size(), from + 1 + random.nextInt(8));
            store.apply(entries.subList(from, to));
            from = to;
            if (random.nextInt(1_500) == 0) {
                Path checkpoint = folder.resolve("checkpoint" + checkpoints++);
                store.checkpoint(checkpoint);
                store.replaceWith(checkpoint);
            }
        }
    }

    private Callable<Long> reader(Store store, Random random) {
        return () -> {
            long reads = 0;
            for (; !done.get(); reads++) {
                int k = random.nextInt(KEYS);
                if (reads % 4 == 0) {
                    readAt(store, k, store.revision() + 5 - random.nextInt(800));
                } else {
                    read(store, k, reads % 4 == 1);
                }
            }
            return reads;
        };
    }

    private void read(Store store, int k, boolean atOnce) {
        long published = store.revision();
        Read read = atOnce ? store.tryRead(key("k" + k)) : store.read(key("k" + k));
        if (read == null) {
            return;
        }
        assertTrue(read.revision() >= published, () -> read.revision() + " after " + published);
        requireTrue(k, read);
    }

    private void readAt(Store store, int k, long revision) {
        if (revision < 0) {
            return;
        }
        PastRead past = store.readAt(key("k" + k), revision);
        if (past instanceof PastRead.At at) {
            assertEquals(revision, at.read().revision());
            requireTrue(k, at.read());
        } else if (past instanceof PastRead.Compacted compacted) {
            assertTrue(revision < compacted.compactedRevision(), past::toString);
        } else if (past instanceof PastRead.Future future) {
            assertTrue(revision > future.revision(), past::toString);
        }
    }

    private void requireTrue(int k, Read read) {
        long modRevision = read.record() == null ? 0 : read.record().modRevision();
        assertEquals(truth.get(k).get((int) read.revision()), modRevision, () -> "k" + k + " at " + read.revision());
    }
}
