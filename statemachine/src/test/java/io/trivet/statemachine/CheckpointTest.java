package io.trivet.statemachine;

import static io.trivet.statemachine.TestLog.entry;
import static io.trivet.statemachine.TestLog.key;
import static io.trivet.statemachine.TestLog.put;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, their manifests, and stores that become one. */
class CheckpointTest {
    private static final Instant CREATED = Instant.parse("2026-02-03T04:05:06.789Z");

    private static final List<String> HEADER = List.of(
            "trivet-manifest 1",
            "store-format 1",
            "cluster test",
            "index 7",
            "term 2",
            "revision 5",
            "compacted-revision 3",
            "keys 4",
            "created 2026-02-03T04:05:06.789Z",
            "software 0.1.0");

    @TempDir
    Path folder;

    private Store open(String name) {
        return Store.open(folder.resolve(name), "test", Rows.SMALL);
    }

    private Path checkpoint(Store store) {
        Path checkpoint = folder.resolve("checkpoint");
        store.checkpoint(checkpoint);
        CheckpointManifest.write(checkpoint, "0.1.0", CREATED);
        return checkpoint;
    }

    private static Store filled(Store store) {
        store.apply(TestLog.of(7, 400).entries);
        return store;
    }

    @Test
    void when_storeIsReplacedByCheckpoint_then_itHoldsWhatTheOtherHeld() throws IOException {
        byte[] expected;
        Path checkpoint;
        long revision;
        try (Store source = filled(open("source"))) {
            expected = source.digest();
            revision = source.revision();
            checkpoint = checkpoint(source);
        }
        CheckpointManifest manifest = CheckpointManifest.verify(checkpoint);
        assertEquals("test", manifest.clusterId());
        assertEquals(revision, manifest.revision());
        assertEquals(CheckpointManifest.read(checkpoint), manifest);
        try (Store target = open("target")) {
            target.apply(List.of(entry(1, put("gone", "value"))));
            target.replaceWith(checkpoint);
            assertArrayEquals(expected, target.digest());
            assertEquals(manifest.index(), target.appliedIndex());
            assertEquals(manifest.term(), target.appliedTerm());
            assertEquals(revision, target.revision());
            target.apply(List.of(entry(manifest.index() + 1, put("more", "value"))));
            assertNotNull(target.read(key("more")).record());
        }
        assertEquals(manifest, CheckpointManifest.verify(checkpoint), "the source stays as it is");
        try (Store target = open("target")) {
            assertEquals(revision + 1, target.revision());
        }
        assertEquals(List.of("checkpoint", "source", "target"), names(folder));
    }

    @Test
    void when_checkpointIsTaken_then_laterWritesAndCrashesDoNotTouchIt() throws IOException {
        try (Store store = filled(open("source"))) {
            byte[] expected = store.digest();
            Path checkpoint = checkpoint(store);
            for (int i = 0; i < 200; i++) {
                store.apply(List.of(entry(store.appliedIndex() + 1, put("k" + i, "v".repeat(5_000)))));
            }
            Rows.copyAsCrashed(folder.resolve("source"), folder.resolve("crashed"));
            try (Store crashed = open("crashed")) {
                assertTrue(crashed.appliedIndex()
                        >= CheckpointManifest.read(checkpoint).index());
            }
            CheckpointManifest.verify(checkpoint);
            store.replaceWith(checkpoint);
            assertArrayEquals(expected, store.digest());
            assertThrows(StoreException.class, () -> store.checkpoint(checkpoint), "the folder exists");
        }
    }

    @Test
    void when_checkpointIsOfAnotherCluster_then_storeKeepsWhatItHas() throws IOException {
        Path checkpoint;
        try (Store source = Store.open(folder.resolve("source"), "other", Rows.SMALL)) {
            checkpoint = checkpoint(source);
        }
        try (Store target = filled(open("target"))) {
            byte[] before = target.digest();
            assertThrows(StoreException.class, () -> target.replaceWith(checkpoint));
            assertThrows(StoreException.class, () -> target.replaceWith(folder.resolve("absent")));
            assertArrayEquals(before, target.digest());
        }
        assertEquals(List.of("checkpoint", "source", "target"), names(folder));
    }

    @Test
    void when_swapIsInterruptedAtAnyStep_then_openFindsOldOrNewWhole() throws IOException {
        byte[] replacement;
        Path checkpoint;
        try (Store source = filled(open("source"))) {
            replacement = source.digest();
            checkpoint = checkpoint(source);
        }
        for (int steps = 0; steps <= 5; steps++) {
            byte[] old;
            try (Store target = open("target" + steps)) {
                target.apply(List.of(entry(1, put("old", "value " + steps))));
                old = target.digest();
            }
            StoreFolder swap = new StoreFolder(folder.resolve("target" + steps));
            List<Runnable> all =
                    List.of(() -> swap.stage(checkpoint), swap::commit, swap::retire, swap::promote, swap::discard);
            all.subList(0, steps).forEach(Runnable::run);
            try (Store target = open("target" + steps)) {
                boolean committed = steps >= 2;
                assertArrayEquals(committed ? replacement : old, target.digest(), "after step " + steps);
            }
            for (String leftover : List.of(".staging", ".incoming", ".outgoing")) {
                assertFalse(Files.exists(folder.resolve("target" + steps + leftover)));
            }
        }
    }

    @Test
    void when_creationIsInterrupted_then_openStartsAnew() throws IOException {
        Live.create(folder.resolve("store.staging"), "test", Rows.SMALL);
        Files.delete(folder.resolve("store.staging").resolve("CURRENT"));
        Files.createDirectory(folder.resolve("store"));
        open("store").close();
        assertEquals(List.of("store"), names(folder));
    }

    @Test
    void when_anyFileIsDamaged_then_verifyNamesIt() throws IOException {
        Path checkpoint;
        try (Store source = filled(open("source"))) {
            checkpoint = checkpoint(source);
        }
        assertTrue(names(checkpoint).stream().anyMatch(name -> name.endsWith(".sst")));
        for (String name : names(checkpoint)) {
            Path file = checkpoint.resolve(name);
            byte[] good = Files.readAllBytes(file);
            for (int i = 0; i < good.length; i += Math.max(1, good.length / 20)) {
                byte[] bad = good.clone();
                bad[i] ^= 4;
                replace(file, bad);
                requireDamage(checkpoint, name);
            }
            if (good.length > 0) {
                replace(file, java.util.Arrays.copyOf(good, good.length - 1));
                requireDamage(checkpoint, name);
            }
            Files.delete(file);
            requireDamage(checkpoint, name);
            Files.write(file, good);
            CheckpointManifest.verify(checkpoint);
        }
        Files.writeString(checkpoint.resolve("extra"), "");
        requireDamage(checkpoint, "extra");
        Files.delete(checkpoint.resolve("extra"));
        Files.createDirectory(checkpoint.resolve("folder"));
        requireDamage(checkpoint, "folder");
    }

    /** As a new file: the old one may be linked to elsewhere. */
    private static void replace(Path file, byte[] content) throws IOException {
        Files.delete(file);
        Files.write(file, content, StandardOpenOption.CREATE_NEW);
    }

    private static void requireDamage(Path checkpoint, String name) {
        StoreException damage = assertThrows(StoreException.class, () -> CheckpointManifest.verify(checkpoint), name);
        boolean namesIt =
                damage.getMessage().contains(name) || damage.getMessage().contains("manifest");
        assertTrue(namesIt, damage.getMessage());
    }

    @Test
    void when_manifestIsWritten_then_itTellsWhatTheCheckpointHolds() throws IOException {
        try (Store source = filled(open("source"))) {
            Path checkpoint = checkpoint(source);
            CheckpointManifest manifest = CheckpointManifest.verify(checkpoint);
            assertEquals(1, manifest.storeFormat());
            assertEquals("test", manifest.clusterId());
            assertEquals(source.appliedIndex(), manifest.index());
            assertEquals(source.appliedTerm(), manifest.term());
            assertEquals(source.revision(), manifest.revision());
            assertEquals(source.compactedRevision(), manifest.compactedRevision());
            assertEquals(source.keys(), manifest.keys());
            assertEquals(CREATED, manifest.created());
            assertEquals("0.1.0", manifest.software());
            List<String> expected = new ArrayList<>(names(checkpoint));
            expected.remove(CheckpointManifest.FILE_NAME);
            assertEquals(
                    expected,
                    manifest.parts().stream().map(CheckpointManifest.Part::name).toList());
        }
    }

    @Test
    void when_manifestIsWritten_then_nothingElseInTheFolderChanges() throws IOException {
        Path checkpoint = folder.resolve("checkpoint");
        try (Store source = filled(open("source"))) {
            source.checkpoint(checkpoint);
        }
        Map<String, String> before = contents(checkpoint);
        CheckpointManifest.write(checkpoint, "0.1.0", CREATED);
        Map<String, String> after = contents(checkpoint);
        after.remove(CheckpointManifest.FILE_NAME);
        assertEquals(before, after);
        assertThrows(StoreException.class, () -> CheckpointManifest.write(folder, "0.1.0", CREATED), "no store");
        assertThrows(IllegalArgumentException.class, () -> CheckpointManifest.write(checkpoint, "two\nlines", CREATED));
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : Disk.list(folder)) {
            contents.put(file.getFileName().toString(), Rows.hex(Files.readAllBytes(file)));
        }
        return contents;
    }

    @Test
    void when_manifestIsWellSignedButWrong_then_readRefusesIt() throws IOException {
        String digest = "a".repeat(64);
        sign(HEADER);
        assertEquals(List.of(), CheckpointManifest.read(folder).parts());
        List<String> wrongParts = List.of(
                "part 1 " + digest + " ../x",
                "part 1 " + digest + " /x",
                "part 1 " + digest + " a/b",
                "part 1 " + digest + " a\\b",
                "part 1 " + digest + " .",
                "part 1 " + digest + " ..",
                "part 1 " + digest + " .hidden",
                "part 1 " + digest + " a b",
                "part 1 " + digest + " a\u0007",
                "part 1 " + digest + " \u202Ea",
                "part 1 " + digest + " " + "a".repeat(256),
                "part 1 " + digest + " trivet.manifest",
                "part 1 " + digest + " trivet.manifest.tmp",
                "part 1 " + digest + " ",
                "part 1 " + digest + " x\npart 1 " + digest + " x",
                "part 1 " + digest + " y\npart 1 " + digest + " x",
                "part " + Long.MAX_VALUE + " " + digest + " x\npart 1 " + digest + " y",
                "part -1 " + digest + " x",
                "part 01 " + digest + " x",
                "part +1 " + digest + " x",
                "part 1 " + digest + " x\r",
                "part 1 " + "A".repeat(64) + " x",
                "part 1 short x",
                "what 1");
        for (String wrong : wrongParts) {
            List<String> lines = new ArrayList<>(HEADER);
            lines.add(wrong);
            sign(lines);
            assertThrows(StoreException.class, () -> CheckpointManifest.read(folder), wrong);
        }
        for (int i = 0; i < HEADER.size(); i++) {
            List<String> lines = new ArrayList<>(HEADER);
            lines.remove(i);
            sign(lines);
            assertThrows(StoreException.class, () -> CheckpointManifest.read(folder), "without line " + i);
        }
        Files.writeString(folder.resolve(CheckpointManifest.FILE_NAME), "");
        assertThrows(StoreException.class, () -> CheckpointManifest.read(folder));
    }

    @Test
    void when_manifestOrStoreIsOfNewerFormat_then_operatorIsToldToUpgrade() throws IOException {
        for (int line = 0; line < 2; line++) {
            List<String> newer = new ArrayList<>(HEADER);
            newer.set(line, newer.get(line).replace('1', '2'));
            sign(newer);
            StoreException refusal = assertThrows(StoreException.class, () -> CheckpointManifest.read(folder));
            assertTrue(refusal.getMessage().endsWith("upgrade this node"), refusal.getMessage());
        }
    }

    private void sign(List<String> lines) throws IOException {
        String text = String.join("\n", lines) + "\n";
        String digest = Rows.hex(Live.sha256().digest(key(text)));
        Files.writeString(folder.resolve(CheckpointManifest.FILE_NAME), text + "sha256 " + digest + "\n");
    }

    private static List<String> names(Path folder) throws IOException {
        return Disk.list(folder).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }
}
