package io.trivet.statemachine;

import static io.trivet.statemachine.TestLog.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Database.View;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit finds every row that is missing, and rows that contradict others. That a sound store passes is {@link StoreModelTest}'s. */
class AuditTest {
    private static final byte[] KEY = key("k");

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        Live.create(folder.resolve("store"), "test", Rows.SMALL);
        database = Database.open(folder.resolve("store"), Rows.SMALL);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void apply(List<Entry> entries) {
        Latest latest = new Latest(database, new RowCache(1 << 20));
        new Applier(database, latest, new Progress(Meta.open(database), Membership.NONE)).apply(entries);
    }

    @Test
    void when_anyRowIsMissing_then_auditFails() {
        apply(TestLog.of(11, 400).entries);
        audit();
        Map<Family, Map<String, String>> rows = Rows.of(database);
        int tried = 0;
        for (Family family : List.of(Family.LATEST, Family.HISTORY, Family.CHANGES)) {
            for (String row : rows.get(family).keySet()) {
                requireDisagreement(batch -> batch.delete(family, hex(row)), family + " without " + row);
                tried++;
            }
        }
        assertTrue(tried > 100, "rows");
    }

    /** The rows of a key written twice, deleted, written again, and of another written once: revisions 1 to 5. */
    @Test
    void when_rowContradictsAnother_then_auditFails() {
        apply(List.of(
                TestLog.entry(1, TestLog.put("k", "one")),
                TestLog.entry(2, TestLog.put("k", "two")),
                TestLog.entry(3, new Command.Delete(KEY, Condition.ALWAYS)),
                TestLog.entry(4, TestLog.put("k", "four")),
                TestLog.entry(5, TestLog.put("other", "five"))));
        assertEquals(new AuditReport(5, 0, 2, 3, 5), audit());

        requireDisagreement(latest(4, 4, 2), "a version that the revisions do not allow");
        requireDisagreement(latest(4, 3, 1), "a first version that was not created then");
        requireDisagreement(latest(4, 0, 1), "created at revision 0");
        requireDisagreement(latest(4, 4, 0), "version 0");
        requireDisagreement(latest(6, 6, 1), "newer than the store");
        requireDisagreement(latest(5, 5, 1), "written by a change of another key");
        requireDisagreement(latest(2, 1, 2), "older than what it superseded");
        requireDisagreement(batch -> batch.put(Family.LATEST, KEY, RecordCodec.tombstone()), "a living tombstone");
        requireDisagreement(batch -> batch.put(Family.LATEST, key("x"), record(5, 5, 1)), "a key that nobody wrote");

        requireDisagreement(history("k", 2, record(1, 1, 1)), "another revision's record");
        requireDisagreement(history("k", 2, record(2, 2, 1)), "a version that does not follow");
        requireDisagreement(history("k", 2, RecordCodec.tombstone()), "a tombstone that nobody left");
        requireDisagreement(history("k", 3, record(3, 3, 1)), "a record where the key was deleted");
        requireDisagreement(history("k", 4, record(4, 4, 1)), "a record that is current too");
        requireDisagreement(history("x", 5, record(5, 5, 1)), "a record that nothing superseded");
        requireDisagreement(batch -> batch.put(Family.HISTORY, new byte[12], record(1, 1, 1)), "a row of no key");
        requireDisagreement(batch -> batch.put(Family.HISTORY, new byte[] {1}, record(1, 1, 1)), "a row of no key");

        requireDisagreement(change(2, Change.Kind.DELETE, 1, KEY), "a deletion that left a record");
        requireDisagreement(change(3, Change.Kind.PUT, 2, KEY), "a put that left a tombstone");
        requireDisagreement(change(2, Change.Kind.PUT, 0, KEY), "a put that forgot what it superseded");
        requireDisagreement(change(4, Change.Kind.PUT, 2, KEY), "a put that superseded what was deleted");
        requireDisagreement(change(4, Change.Kind.PUT, 3, KEY), "a put that superseded a tombstone");
        requireDisagreement(change(5, Change.Kind.PUT, 0, key("x")), "a change of another key");
        requireDisagreement(change(6, Change.Kind.PUT, 0, key("x")), "a change that the store does not count");
        requireDisagreement(
                batch -> batch.put(Family.CHANGES, Keys.change(5, 1), new Change(Change.Kind.PUT, 0, KEY).encode()),
                "a second change of one revision");

        requireDisagreement(state(5, 0, 3), "too many keys");
        requireDisagreement(state(6, 0, 2), "too high a revision");
        requireDisagreement(state(4, 0, 2), "too low a revision");
        requireDisagreement(state(5, 1, 2), "a compaction that did not happen");
        requireDisagreement(state(5, 6, 2), "compacted beyond the revision");
        audit();
    }

    @Test
    void when_auditFails_then_messageNamesTheKeyReadably() {
        apply(List.of(TestLog.entry(1, TestLog.put("k\n", "one")), TestLog.entry(2, TestLog.put("k\n", "two"))));
        try (Batch batch = database.batch()) {
            batch.delete(Family.HISTORY, Keys.history(key("k\n"), 1));
            database.write(batch);
        }
        String message = assertThrows(StoreException.class, this::audit).getMessage();
        assertEquals("the store contradicts itself: revision 1 did not write what it says, key 0x6b0a", message);
    }

    private static byte[] record(long modRevision, long createRevision, long version) {
        return RecordCodec.encode(new Record(modRevision, createRevision, version, "", new byte[0]));
    }

    private static Consumer<Batch> latest(long modRevision, long createRevision, long version) {
        return batch -> batch.put(Family.LATEST, KEY, record(modRevision, createRevision, version));
    }

    private static Consumer<Batch> history(String key, long revision, byte[] row) {
        return batch -> batch.put(Family.HISTORY, Keys.history(key(key), revision), row);
    }

    private static Consumer<Batch> change(long revision, Change.Kind kind, long previous, byte[] key) {
        return batch -> batch.put(Family.CHANGES, Keys.change(revision, 0), new Change(kind, previous, key).encode());
    }

    private static Consumer<Batch> state(long revision, long compacted, long keys) {
        return batch -> Meta.putState(batch, new StoreState(5, 1, revision, compacted, 1_005, keys));
    }

    private AuditReport audit() {
        try (View view = database.view()) {
            return new Audit(view).run();
        }
    }

    /** Makes a change, sees that the audit fails, and takes it back. */
    private void requireDisagreement(Consumer<Batch> change, String what) {
        Map<Family, Map<String, String>> before = Rows.of(database);
        write(change);
        assertThrows(StoreException.class, this::audit, what);
        write(batch -> before.forEach((family, rows) -> {
            batch.clear(family);
            rows.forEach((key, value) -> batch.put(family, hex(key), hex(value)));
        }));
    }

    private void write(Consumer<Batch> change) {
        try (Batch batch = database.batch()) {
            change.accept(batch);
            database.write(batch);
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
