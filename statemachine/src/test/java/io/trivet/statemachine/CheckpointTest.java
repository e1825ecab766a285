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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, their manifests, and stores that become one. */
class CheckpointTest {
    @TempDir
    Path folder;

    private Store open(String name) {
        return Store.open(folder.resolve(name), "test", Rows.SMALL);
    }

    private Path checkpoint(Store store) {
        Path checkpoint = folder.resolve("checkpoint");
        store.checkpoint(checkpoint);
        CheckpointManifest.write(checkpoint, "test", store.appliedIndex(), store.appliedTerm(), store.revision());
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
    void when_manifestIsWellSignedButWrong_then_readRefusesIt() throws IOException {
        String digest = "a".repeat(64);
        List<String> header = List.of("trivet-manifest 1", "cluster test", "index 1", "term 1", "revision 1");
        sign(header);
        assertEquals(List.of(), CheckpointManifest.read(folder).files());
        List<String> wrongFiles = List.of(
                "file 1 " + digest + " ../x",
                "file 1 " + digest + " a/b",
                "file 1 " + digest + " a\\b",
                "file 1 " + digest + " ..",
                "file 1 " + digest + " trivet.manifest",
                "file 1 " + digest + " ",
                "file -1 " + digest + " x",
                "file 1 short x",
                "what 1");
        for (String wrong : wrongFiles) {
            List<String> lines = new ArrayList<>(header);
            lines.add(wrong);
            sign(lines);
            assertThrows(StoreException.class, () -> CheckpointManifest.read(folder), wrong);
        }
        sign(header.subList(0, 4));
        assertThrows(StoreException.class, () -> CheckpointManifest.read(folder));
        List<String> newer = new ArrayList<>(header);
        newer.set(0, "trivet-manifest 2");
        sign(newer);
        StoreException refusal = assertThrows(StoreException.class, () -> CheckpointManifest.read(folder));
        assertTrue(refusal.getMessage().contains("upgrade this node"), refusal.getMessage());
        Files.writeString(folder.resolve(CheckpointManifest.FILE_NAME), "");
        assertThrows(StoreException.class, () -> CheckpointManifest.read(folder));
        assertThrows(IllegalArgumentException.class, () -> CheckpointManifest.write(folder, "two\nlines", 1, 1, 1));
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
