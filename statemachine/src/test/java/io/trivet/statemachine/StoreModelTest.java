package io.trivet.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.statemachine.Database.Family;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random logs against the {@link Model}, with restarts and crashes at random points. */
class StoreModelTest {
    private static final int LOGS = 4;
    private static final int LOG_SIZE = 1_000;

    @TempDir
    Path folder;

    private Random random = new Random();
    private int folders;

    @Test
    void when_randomLogsAreApplied_then_storeAndModelAgree() throws IOException {
        for (int i = 0; i < LOGS; i++) {
            long seed = TestLog.seed();
            try {
                replay(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("replay with -Dtrivet.seed=" + seed, e);
            }
        }
    }

    private void replay(long seed) throws IOException {
        random = new Random(seed);
        TestLog log = TestLog.of(seed, LOG_SIZE);
        Model model = new Model();
        List<List<Outcome>> expected = new ArrayList<>();
        for (Entry entry : log.entries) {
            expected.add(model.apply(entry.index(), entry.term(), ProposalCodec.decode(entry.data())));
        }
        byte[] first = applyWithRestarts(log, expected, 1 + random.nextInt(60));
        byte[] second = applyWithRestarts(log, expected, 1 + random.nextInt(8));
        assertArrayEquals(first, second, "digests of the same log");
        assertArrayEquals(applyAtOnce(log, expected, model), first, "digest of the log applied in one batch");
    }

    private Path newFolder() {
        return folder.resolve("store" + folders++);
    }

    private byte[] applyAtOnce(TestLog log, List<List<Outcome>> expected, Model model) {
        try (Store store = Store.open(newFolder(), "test", Rows.SMALL)) {
            assertEquals(expected, store.apply(log.entries));
            requireSame(store, model);
            return store.digest();
        }
    }

    /** Applies a log in random batches; checks against the model of what is applied at every restart. */
    private byte[] applyWithRestarts(TestLog log, List<List<Outcome>> expected, int maxBatch) throws IOException {
        Path live = newFolder();
        Store store = Store.open(live, "test", Rows.SMALL);
        int applied = 0;
        while (applied < log.entries.size()) {
            int end = Math.min(log.entries.size(), applied + 1 + random.nextInt(maxBatch));
            assertEquals(expected.subList(applied, end), store.apply(log.entries.subList(applied, end)));
            applied = end;
            assertEquals(log.entries.get(applied - 1).index(), store.appliedIndex());
            int event = random.nextInt(150);
            if (event < 3) {
                store.close();
                store = Store.open(live, "test", Rows.SMALL);
                assertEquals(log.entries.get(applied - 1).index(), store.appliedIndex(), "after a clean restart");
            } else if (event < 6) {
                Path crashed = newFolder();
                Rows.copyAsCrashed(live, crashed);
                store.close();
                live = crashed;
                store = Store.open(live, "test", Rows.SMALL);
                applied = log.entries.size() - log.after(store.appliedIndex()).size();
                requireSame(store, prefix(log, applied));
            } else if (event < 8) {
                Path checkpoint = newFolder();
                store.checkpoint(checkpoint);
                store.replaceWith(checkpoint);
            } else if (event < 10) {
                store.checkpoint(newFolder());
            }
        }
        requireSame(store, prefix(log, applied));
        byte[] digest = store.digest();
        store.close();
        return digest;
    }

    private static Model prefix(TestLog log, int applied) {
        Model model = new Model();
        for (Entry entry : log.entries.subList(0, applied)) {
            model.apply(entry.index(), entry.term(), ProposalCodec.decode(entry.data()));
        }
        return model;
    }

    private void requireSame(Store store, Model model) {
        assertEquals(model.index, store.appliedIndex());
        assertEquals(model.term, store.appliedTerm());
        assertEquals(model.revision, store.revision());
        assertEquals(model.compacted, store.compactedRevision());
        assertEquals(model.clock, store.clockMillis());
        assertEquals(model.living(), store.keys());
        for (byte[] key : TestLog.KEYS) {
            requireSameReads(store, model, key);
        }
        requireSameRows(store, model);
    }

    private void requireSameReads(Store store, Model model, byte[] key) {
        Read newest = store.read(key);
        assertTrue(Model.same(model.readAt(key, model.revision), newest.record()));
        assertTrue(Model.same(model.readAt(key, newest.revision()), newest.record()));
        for (long revision = 0; revision <= model.revision + 2; revision += 1 + random.nextInt(6)) {
            PastRead past = store.readAt(key, revision);
            if (revision > model.revision) {
                assertEquals(new PastRead.Future(model.revision), past);
            } else if (revision < model.compacted) {
                assertEquals(new PastRead.Compacted(model.compacted), past);
            } else {
                Read read = ((PastRead.At) past).read();
                assertEquals(revision, read.revision());
                assertTrue(Model.same(model.readAt(key, revision), read.record()), "key at revision " + revision);
            }
        }
    }

    /** The families hold what the model says must remain, all of it and nothing else. */
    private void requireSameRows(Store store, Model model) {
        Map<Family, Map<String, String>> rows = Rows.of(store, newFolder());
        Map<Family, Map<String, String>> expected = Rows.of(model);
        assertEquals(expected.get(Family.LATEST), rows.get(Family.LATEST));
        assertEquals(expected.get(Family.HISTORY), rows.get(Family.HISTORY));
        assertEquals(expected.get(Family.CHANGES), rows.get(Family.CHANGES));
        assertEquals(Rows.hex(model.state().encode()), rows.get(Family.META).get(Rows.hex(Meta.STATE)));
        assertEquals(
                new AuditReport(
                        model.revision,
                        model.compacted,
                        rows.get(Family.LATEST).size(),
                        rows.get(Family.HISTORY).size(),
                        rows.get(Family.CHANGES).size()),
                store.audit());
    }
}
