package io.trivet.statemachine;

import static io.trivet.statemachine.TestLog.entry;
import static io.trivet.statemachine.TestLog.put;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Family;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that become the first state of a new cluster. */
class RebaseTest {
    private static final long BUMP = 1_000;

    @TempDir
    Path folder;

    private final TestLog log = TestLog.of(5, 600);

    private Path checkpoint(String name) {
        Path checkpoint = folder.resolve(name + ".checkpoint");
        try (Store store = Store.open(folder.resolve(name), "old", Rows.SMALL)) {
            store.apply(log.entries);
            store.checkpoint(checkpoint);
        }
        return checkpoint;
    }

    private Model model() {
        Model model = new Model();
        for (Entry entry : log.entries) {
            model.apply(entry.index(), entry.term(), ProposalCodec.decode(entry.data()));
        }
        return model;
    }

    @Test
    void when_storeIsRebased_then_recordsStayAndRevisionsGoOnAboveTheBump() {
        Model model = model();
        Path rebased = checkpoint("a");
        Store.rebase(rebased, "new", BUMP, Rows.SMALL);
        try (Store store = Store.open(rebased, "new", Rows.SMALL)) {
            assertEquals(model.index, store.appliedIndex());
            assertEquals(model.term, store.appliedTerm());
            assertEquals(model.clock, store.clockMillis());
            assertEquals(model.living(), store.keys());
            assertEquals(model.revision + BUMP, store.revision());
            assertEquals(model.revision + BUMP, store.compactedRevision());
            for (byte[] key : TestLog.KEYS) {
                assertTrue(Model.same(
                        model.readAt(key, model.revision), store.read(key).record()));
                assertInstanceOf(PastRead.Compacted.class, store.readAt(key, model.revision));
                assertInstanceOf(PastRead.Compacted.class, store.readAt(key, model.revision + BUMP - 1));
                assertInstanceOf(PastRead.At.class, store.readAt(key, model.revision + BUMP));
            }
            assertEquals(new AuditReport(store.revision(), store.revision(), model.living(), 0, 0), store.audit());
            List<Outcome> outcomes = TestLog.apply(store, List.of(entry(model.index + 1, put("fresh", "value"))));
            assertEquals(List.of(new Outcome.Written(model.revision + BUMP + 1, true)), outcomes);
            store.apply(TestLog.of(6, 2_000).after(model.index + 1));
            store.audit();
        }
    }

    @Test
    void when_equalStoresAreRebased_then_theyStayEqual() throws IOException {
        Path a = checkpoint("a");
        Path b = checkpoint("b");
        Store.rebase(a, "new", BUMP, Rows.SMALL);
        Store.rebase(b, "new", BUMP, StoreOptions.DEFAULTS);
        assertArrayEquals(digest(a, "new"), digest(b, "new"));
    }

    @Test
    void when_storeIsRebased_then_oldClusterAndItsMembersAreForgotten() {
        Path rebased = checkpoint("a");
        try (Database database = Database.open(rebased, Rows.SMALL);
                Batch batch = database.batch()) {
            batch.put(Family.META, "members".getBytes(StandardCharsets.US_ASCII), Membership.NONE.encode());
            database.write(batch);
            database.flush();
        }
        Store.rebase(rebased, "new", 0, Rows.SMALL);
        StoreException refusal = assertThrows(StoreException.class, () -> Store.open(rebased, "old", Rows.SMALL));
        assertTrue(refusal.getMessage().contains("belongs to cluster new, not old"), refusal.getMessage());
        try (Database database = Database.open(rebased, Rows.SMALL)) {
            Map<String, String> meta = Rows.of(database).get(Family.META);
            assertEquals(3, meta.size(), "rows of meta");
            assertFalse(meta.containsKey(Rows.hex("members".getBytes(StandardCharsets.US_ASCII))));
        }
    }

    @Test
    void when_rebaseIsRefused_then_storeStaysAsItIs() {
        Path checkpoint = checkpoint("a");
        byte[] before = digest(checkpoint, "old");
        long tooHigh = Long.MAX_VALUE - model().revision;
        assertThrows(IllegalArgumentException.class, () -> Store.rebase(checkpoint, "new", -1, Rows.SMALL));
        assertThrows(IllegalArgumentException.class, () -> Store.rebase(checkpoint, "new", tooHigh, Rows.SMALL));
        assertThrows(IllegalArgumentException.class, () -> Store.rebase(checkpoint, "a\nb", BUMP, Rows.SMALL));
        Path absent = folder.resolve("absent");
        assertThrows(StoreException.class, () -> Store.rebase(absent, "new", BUMP, Rows.SMALL));
        assertArrayEquals(before, digest(checkpoint, "old"));
        Store.rebase(checkpoint, "new", tooHigh - 1, Rows.SMALL);
        try (Store store = Store.open(checkpoint, "new", Rows.SMALL)) {
            assertEquals(Long.MAX_VALUE - 1, store.revision());
        }
    }

    private static byte[] digest(Path store, String clusterId) {
        try (Store opened = Store.open(store, clusterId, Rows.SMALL)) {
            return opened.digest();
        }
    }
}
