package io.trivet.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.statemachine.Database.Family;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints taken beside the apply thread. */
class ConcurrentCheckpointTest {
    private static final int CHECKPOINTS = 25;

    /** How far the apply thread may get while one checkpoint is taken. */
    private static final int LEAD = 600;

    @TempDir
    Path folder;

    private final Semaphore mayApply = new Semaphore(LEAD);

    @Test
    void when_checkpointsAreTakenBesideApply_then_eachStandsRightAfterOneEntry() throws Exception {
        long seed = TestLog.seed();
        TestLog log = TestLog.of(seed, CHECKPOINTS * LEAD);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
            Future<List<Long>> atLeast = other.submit(checkpoints(store));
            applyAll(store, log, new Random(seed));
            requireEachIsAPrefix(log, atLeast.get());
        } catch (AssertionError | Exception e) {
            throw new AssertionError("replay with -Dtrivet.seed=" + seed, e);
        } finally {
            other.shutdownNow();
        }
    }

    private Path checkpoint(int number) {
        return folder.resolve("checkpoint" + number);
    }

    /** The applied index when each checkpoint began. */
    private Callable<List<Long>> checkpoints(Store store) {
        return () -> {
            List<Long> began = new ArrayList<>();
            for (int i = 0; i < CHECKPOINTS; i++) {
                began.add(store.appliedIndex());
                store.checkpoint(checkpoint(i));
                mayApply.release(LEAD);
            }
            return began;
        };
    }

    private void applyAll(Store store, TestLog log, Random random) throws InterruptedException {
        for (int from = 0; from < log.entries.size(); ) {
            int to = Math.min(log.entries.size(), from + 1 + random.nextInt(8));
            assertTrue(mayApply.tryAcquire(to - from, 1, TimeUnit.MINUTES), "checkpoints have stopped");
            store.apply(log.entries.subList(from, to));
            from = to;
        }
    }

    private void requireEachIsAPrefix(TestLog log, List<Long> atLeast) {
        Model model = new Model();
        int applied = 0;
        for (int i = 0; i < CHECKPOINTS; i++) {
            CheckpointManifest manifest = CheckpointManifest.write(checkpoint(i), "test", Instant.EPOCH);
            assertTrue(manifest.index() >= atLeast.get(i), "what was applied when the checkpoint began is in it");
            while (applied < log.entries.size() && log.entries.get(applied).index() <= manifest.index()) {
                Entry entry = log.entries.get(applied++);
                model.apply(entry.index(), entry.term(), ProposalCodec.decode(entry.data()));
            }
            try (Database database = Database.open(checkpoint(i), Rows.SMALL)) {
                Map<Family, Map<String, String>> rows = Rows.of(database);
                Map<String, String> meta = rows.remove(Family.META);
                assertEquals(Rows.of(model), rows, "checkpoint " + i);
                assertEquals(Rows.hex(model.state().encode()), meta.get(Rows.hex(Meta.STATE)));
            }
        }
        assertTrue(applied > LEAD, "entries were applied beside the checkpoints");
    }

    @Test
    void when_applyHasFailed_then_noThreadGetsACheckpoint() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
            Entry unreadable = new Entry(1, 1, ByteBuffer.wrap(new byte[] {9}));
            assertThrows(StoreException.class, () -> store.apply(List.of(unreadable)));
            Future<StoreException> refusal =
                    other.submit(() -> assertThrows(StoreException.class, () -> store.checkpoint(checkpoint(0))));
            assertTrue(refusal.get().getMessage().contains("stopped at an earlier failure"));
        } finally {
            other.shutdownNow();
        }
    }
}
