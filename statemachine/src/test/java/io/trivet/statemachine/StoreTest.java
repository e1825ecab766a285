package io.trivet.statemachine;

import static io.trivet.statemachine.TestLog.entry;
import static io.trivet.statemachine.TestLog.key;
import static io.trivet.statemachine.TestLog.put;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Single cases of the store, written out. */
class StoreTest {
    @TempDir
    Path folder;

    private Store open() {
        return Store.open(folder.resolve("store"), "test", Rows.SMALL);
    }

    private static Command.Put putIf(String key, Condition condition) {
        return new Command.Put(key(key), key("new"), "", condition);
    }

    @Test
    void when_keyIsWrittenAndDeleted_then_everyRevisionStaysReadable() {
        try (Store store = open()) {
            List<Outcome> outcomes = TestLog.apply(
                    store,
                    List.of(
                            entry(3, put("k", "one")),
                            entry(4, put("k", "two")),
                            entry(7, new Command.Delete(key("k"), Condition.ALWAYS)),
                            entry(8, new Command.Delete(key("k"), Condition.ALWAYS)),
                            entry(9, put("k", "three"))));
            assertEquals(
                    List.of(
                            new Outcome.Written(1, true),
                            new Outcome.Written(2, false),
                            new Outcome.Deleted(3, true),
                            new Outcome.Deleted(3, false),
                            new Outcome.Written(4, true)),
                    outcomes);
            assertEquals("-", at(store, 0));
            assertEquals("one 1 1 1", at(store, 1));
            assertEquals("two 2 1 2", at(store, 2));
            assertEquals("-", at(store, 3));
            assertEquals("three 4 4 1", at(store, 4));
            assertEquals(new PastRead.Future(4), store.readAt(key("k"), 5));
            assertEquals(9, store.appliedIndex());
            assertEquals(1_009, store.clockMillis());
        }
    }

    private static String at(Store store, long revision) {
        Record record = ((PastRead.At) store.readAt(key("k"), revision)).read().record();
        return record == null
                ? "-"
                : new String(record.value(), StandardCharsets.UTF_8) + " " + record.modRevision() + " "
                        + record.createRevision() + " " + record.version();
    }

    @Test
    void when_recordIsOnDiskOnly_then_tryReadLeavesItToRead() {
        try (Store store = open()) {
            store.apply(List.of(entry(3, put("k", "one"))));
            assertEquals(
                    store.read(key("k")).revision(), store.tryRead(key("k")).revision());
        }
        try (Store store = open()) {
            assertNull(store.tryRead(key("k")));
            assertEquals(1, store.read(key("k")).record().modRevision());
            assertEquals(1, store.tryRead(key("k")).record().modRevision(), "its block is in memory now");
        }
    }

    @Test
    void when_conditionDoesNotHold_then_writeIsRefusedAndNothingChanges() {
        try (Store store = open()) {
            store.apply(List.of(entry(1, put("k", "one")), entry(2, put("k", "two"))));
            List<Command> refused = List.of(
                    putIf("k", new Condition.Absent()),
                    putIf("k", new Condition.RevisionIn(Set.of(1L, 3L))),
                    putIf("k", new Condition.RevisionNotIn(Set.of(2L))),
                    new Command.Delete(key("k"), new Condition.RevisionIn(Set.of())));
            long index = 2;
            for (Command command : refused) {
                assertEquals(
                        List.of(new Outcome.Refused(2, 2)), TestLog.apply(store, List.of(entry(++index, command))));
            }
            assertEquals(
                    List.of(new Outcome.Refused(2, 0)),
                    TestLog.apply(store, List.of(entry(++index, putIf("absent", new Condition.Exists())))));
            assertEquals("two 2 1 2", at(store, 2));
            assertEquals(2, store.revision());
            assertEquals(index, store.appliedIndex());
        }
    }

    @Test
    void when_conditionHolds_then_laterCommandsOfTheBatchSeeTheWrite() {
        try (Store store = open()) {
            assertEquals(
                    List.of(
                            new Outcome.Written(1, true),
                            new Outcome.Refused(1, 1),
                            new Outcome.Written(2, false),
                            new Outcome.Deleted(3, true),
                            new Outcome.Refused(3, 0),
                            new Outcome.Written(4, true)),
                    TestLog.apply(
                            store,
                            List.of(
                                    entry(1, putIf("k", new Condition.Absent())),
                                    entry(2, putIf("k", new Condition.Absent())),
                                    entry(3, putIf("k", new Condition.RevisionIn(Set.of(1L)))),
                                    entry(4, new Command.Delete(key("k"), new Condition.Exists())),
                                    entry(5, putIf("k", new Condition.RevisionIn(Set.of(2L)))),
                                    entry(6, putIf("k", new Condition.RevisionNotIn(Set.of(2L)))))));
        }
    }

    @Test
    void when_compactedInSteps_then_endIsTheSameAsAtOnce() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            boolean delete = i % 7 == 0;
            entries.add(entry(i, delete ? new Command.Delete(key("k"), Condition.ALWAYS) : put("k", "v" + i)));
        }
        byte[] expected;
        try (Store store = open()) {
            store.apply(entries);
            store.checkpoint(folder.resolve("copy"));
            store.apply(List.of(entry(301, new Command.Compact(200))));
            expected = store.digest();
        }
        Live live = Live.open(folder.resolve("copy"), "test", Rows.SMALL, new RowCache(1));
        StoreState before = live.progress().published();
        new Compaction(live.database(), live.progress(), 1)
                .run(new StoreState(301, before.appliedTerm(), before.revision(), 200, 1_301, before.keys()));
        assertArrayEquals(expected, live.digest());
        live.database().close();
    }

    @Test
    void when_compactedRevisionIsOutOfRange_then_itIsClampedAndNeverMovesBack() {
        try (Store store = open()) {
            store.apply(List.of(entry(1, put("k", "one")), entry(2, put("k", "two"))));
            assertEquals(
                    List.of(new Outcome.Compacted(2, 2), new Outcome.Compacted(2, 2)),
                    TestLog.apply(
                            store,
                            List.of(entry(3, new Command.Compact(Long.MAX_VALUE)), entry(4, new Command.Compact(1)))));
            assertEquals(new PastRead.Compacted(2), store.readAt(key("k"), 1));
            assertEquals("two 2 1 2", at(store, 2));
            assertEquals(4, store.appliedIndex());
        }
    }

    @Test
    void when_membersAreChanged_then_theFirstOfTwoWinsAndItSurvivesARestart() {
        Member one = new Member("n1", "a", "h:1", "h:2");
        Membership first = new Membership(0, List.of(one), List.of());
        Membership late = new Membership(0, List.of(), List.of("a"));
        Membership second = new Membership(5, List.of(one.joined("b")), List.of("a"));
        Membership stands = new Membership(7, second.members(), second.removed());
        try (Store store = open()) {
            assertEquals(Membership.NONE, store.membership());
            assertEquals(
                    List.of(
                            new Outcome.MembersChanged(0, true),
                            new Outcome.MembersChanged(0, false),
                            new Outcome.MembersChanged(0, true)),
                    TestLog.apply(
                            store,
                            List.of(
                                    entry(5, new Command.ChangeMembers(first)),
                                    entry(6, new Command.ChangeMembers(late)),
                                    entry(7, new Command.ChangeMembers(second)))));
            assertEquals(stands, store.membership());
            assertEquals(0, store.revision());
        }
        try (Store store = open()) {
            assertEquals(stands, store.membership());
        }
    }

    @Test
    void when_oneKeyIsOverwrittenForEver_then_storeStaysSmall() throws IOException {
        int writes = 200_000;
        int kept = 1_000;
        try (Store store = open()) {
            long index = 0;
            while (store.revision() < writes) {
                List<Entry> batch = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    batch.add(entry(++index, put("k", "value ".repeat(20) + index)));
                }
                store.apply(batch);
                store.apply(List.of(entry(++index, new Command.Compact(Math.max(0, store.revision() - kept)))));
            }
            Map<Family, Map<String, String>> rows = Rows.of(store, folder.resolve("checkpoint"));
            assertEquals(1, rows.get(Family.LATEST).size());
            assertEquals(kept, rows.get(Family.HISTORY).size());
            assertEquals(kept, rows.get(Family.CHANGES).size());
        }
        assertTrue(bytesIn(folder.resolve("store")) < 8 << 20, () -> bytesIn(folder.resolve("store")) + " bytes");
    }

    private static long bytesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void when_entryCannotBeDecoded_then_storeHaltsAndBatchLeavesNoTrace() {
        byte[] before;
        try (Store store = open()) {
            store.apply(List.of(entry(1, put("k", "one"))));
            before = store.digest();
            List<Entry> batch = List.of(
                    entry(2, put("k", "two")),
                    entry(3, new Command.Compact(2)),
                    new Entry(4, 1, ByteBuffer.wrap(new byte[] {3})));
            StoreException failure = assertThrows(StoreException.class, () -> store.apply(batch));
            assertTrue(failure.getMessage().contains("format version 3"));
            assertEquals(1, store.revision());
            assertEquals(1, store.appliedIndex());
            assertEquals("one 1 1 1", at(store, 1));
            assertThrows(StoreException.class, () -> store.apply(List.of(entry(2, put("k", "two")))));
            assertThrows(StoreException.class, () -> store.checkpoint(folder.resolve("checkpoint")));
        }
        try (Store store = open()) {
            assertArrayEquals(before, store.digest());
            assertEquals(
                    List.of(new Outcome.Written(2, false)), TestLog.apply(store, List.of(entry(2, put("k", "two")))));
        }
    }

    @Test
    void when_aRecordToReplaceCannotBeRead_then_storeHaltsAndDoesNotTakeItForAbsent() throws IOException {
        byte[] value = incompressible(200, 1);
        Command.Put put = new Command.Put(key("k"), value, "", Condition.ALWAYS);
        try (Store store = open()) {
            store.apply(List.of(entry(1, put)));
        }
        damage(value);
        byte[] both = ProposalCodec.encode(new Proposal(1_002, List.of(put("other", "one"), put("k", "two"))));
        try (Store store = open()) {
            Entry entry = new Entry(2, 1, ByteBuffer.wrap(both));
            assertThrows(StoreException.class, () -> store.apply(List.of(entry)));
            assertEquals(1, store.appliedIndex());
        }
    }

    @Test
    void when_shortEntriesReplaceLongRecords_then_memoryIsBoundedByWritingInSteps() throws IOException {
        int records = 12;
        int length = 1 << 20;
        try (Store store = open()) {
            for (int i = 1; i <= records; i++) {
                Command put = new Command.Put(key("k" + i), incompressible(length, i), "", Condition.ALWAYS);
                store.apply(List.of(entry(i, put)));
            }
        }
        damage(incompressible(length, records));
        List<Entry> deletions = new ArrayList<>();
        for (int i = 1; i <= records; i++) {
            deletions.add(entry(records + i, new Command.Delete(key("k" + i), Condition.ALWAYS)));
        }
        try (Store store = open()) {
            assertThrows(StoreException.class, () -> store.apply(deletions));
            assertEquals(records + 8, store.appliedIndex(), "eight MiB were written before the record that is damaged");
        }
    }

    private static byte[] incompressible(int length, int seed) {
        byte[] value = new byte[length];
        new Random(seed).nextBytes(value);
        return value;
    }

    /** Changes a byte of a value in the file that holds it. */
    private void damage(byte[] value) throws IOException {
        String sought = new String(value, 0, 100, StandardCharsets.ISO_8859_1);
        int damaged = 0;
        for (Path file : Disk.list(folder.resolve("store"))) {
            byte[] bytes = Files.readAllBytes(file);
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(sought);
            if (at >= 0) {
                bytes[at + 50] ^= 1;
                Files.write(file, bytes);
                damaged++;
            }
        }
        assertEquals(1, damaged, "files that hold the value");
    }

    @Test
    void when_entryWasAppliedBefore_then_itIsRefusedAndStoreGoesOn() {
        try (Store store = open()) {
            store.apply(List.of(entry(5, put("k", "one"))));
            assertThrows(IllegalArgumentException.class, () -> store.apply(List.of(entry(5, put("k", "two")))));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.apply(List.of(entry(7, put("k", "two")), entry(6, put("k", "three")))));
            assertEquals(1, store.revision());
            assertEquals(List.of(), TestLog.apply(store, List.of()));
            assertEquals(
                    List.of(new Outcome.Written(2, false)), TestLog.apply(store, List.of(entry(6, put("k", "two")))));
        }
    }

    @Test
    void when_clusterIsAnother_then_storeIsRefused() {
        open().close();
        StoreException refusal =
                assertThrows(StoreException.class, () -> Store.open(folder.resolve("store"), "other", Rows.SMALL));
        assertEquals(
                "the store in " + folder.resolve("store") + " belongs to cluster test, not other",
                refusal.getMessage());
        open().close();
    }

    @Test
    void when_formatIsNewer_then_storeIsRefused() {
        open().close();
        try (Database database = Database.open(folder.resolve("store"), Rows.SMALL);
                Batch batch = database.batch()) {
            batch.put(Family.META, key("format"), new byte[] {0, 0, 0, 2});
            database.write(batch);
            database.flush();
        }
        StoreException refusal = assertThrows(StoreException.class, this::open);
        assertEquals(
                "the store in " + folder.resolve("store")
                        + " has format version 2, this build reads up to 1: upgrade this node",
                refusal.getMessage());
    }

    @Test
    void when_familyIsUnknown_then_storeIsRefused() throws RocksDBException {
        open().close();
        List<org.rocksdb.ColumnFamilyDescriptor> families = new ArrayList<>();
        for (String name : List.of("default", "latest", "history", "changes", "meta", "expiry")) {
            families.add(new org.rocksdb.ColumnFamilyDescriptor(key(name)));
        }
        List<org.rocksdb.ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                org.rocksdb.DBOptions create = new org.rocksdb.DBOptions(options).setCreateMissingColumnFamilies(true);
                RocksDB rocks = RocksDB.open(create, folder.resolve("store").toString(), families, handles)) {
            assertEquals(6, handles.size());
            rocks.flushWal(true);
            handles.forEach(org.rocksdb.ColumnFamilyHandle::close);
        }
        StoreException refusal = assertThrows(StoreException.class, this::open);
        assertTrue(refusal.getMessage().contains("family expiry"), refusal.getMessage());
    }

    @Test
    void when_databaseLostItsFiles_then_itIsNotTakenForANewOne() throws IOException {
        open().close();
        Files.delete(folder.resolve("store").resolve("CURRENT"));
        assertThrows(StoreException.class, this::open);
    }

    @Test
    void when_storeIsOpenAlready_then_secondOpenIsRefused() {
        try (Store store = open()) {
            assertThrows(StoreException.class, this::open);
            store.apply(List.of(entry(1, put("k", "one"))));
        }
    }

    @Test
    void when_storeIsClosed_then_everyCallThrowsAndCountersStay() {
        Store store = open();
        store.apply(List.of(entry(1, put("k", "one"))));
        store.close();
        store.close();
        assertThrows(StoreException.class, () -> store.read(key("k")));
        assertThrows(StoreException.class, () -> store.tryRead(key("k")));
        assertThrows(StoreException.class, () -> store.readAt(key("k"), 1));
        assertThrows(StoreException.class, () -> store.apply(List.of(entry(2, put("k", "two")))));
        assertThrows(StoreException.class, () -> store.checkpoint(folder.resolve("checkpoint")));
        assertThrows(StoreException.class, () -> store.replaceWith(folder.resolve("checkpoint")));
        assertThrows(StoreException.class, store::digest);
        assertEquals(1, store.revision());
    }
}
