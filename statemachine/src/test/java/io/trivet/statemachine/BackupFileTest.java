package io.trivet.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.statemachine.CheckpointManifest.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup files, whole and broken in every way. What is broken leaves nothing behind. */
class BackupFileTest {
    private static final String DIGEST_OF_X = hash("x");
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

    private Path checkpoint;
    private Path file;
    private CheckpointManifest manifest;
    private byte[] storeDigest;
    private BackupFile written;
    private byte[] good;

    @BeforeEach
    void save() throws IOException {
        checkpoint = folder.resolve("checkpoint");
        file = folder.resolve("backup.trivet");
        try (Store store = Store.open(folder.resolve("source"), "test", Rows.SMALL)) {
            store.apply(TestLog.of(3, 300).entries);
            storeDigest = store.digest();
            store.checkpoint(checkpoint);
        }
        manifest = CheckpointManifest.write(checkpoint, "0.1.0", Instant.parse("2026-02-03T04:05:06Z"));
        try (OutputStream out = Files.newOutputStream(file)) {
            written = BackupFile.write(checkpoint, out);
        }
        good = Files.readAllBytes(file);
    }

    @Test
    void when_backupIsExtracted_then_storeIsTheSame() throws IOException {
        assertEquals(manifest, written.manifest());
        assertEquals(good.length, written.bytes());
        assertEquals(good.length, BackupFile.length(manifest));
        assertEquals(written, BackupFile.inspect(file));
        List<Long> steps = new ArrayList<>();
        assertEquals(written, BackupFile.verify(file, steps::add));
        assertEquals(good.length, steps.get(steps.size() - 1));
        assertEquals(steps.stream().sorted().toList(), steps, "progress never moves back");
        assertEquals(written, BackupFile.extract(file, folder.resolve("target"), bytes -> {}));
        try (Store store = Store.open(folder.resolve("target"), "test", Rows.SMALL)) {
            assertArrayEquals(storeDigest, store.digest());
            assertEquals(manifest.keys(), store.audit().keys());
        }
    }

    @Test
    void when_backupIsWritten_then_itIsLaidOutAsDocumented() {
        String text = new String(good, StandardCharsets.ISO_8859_1);
        byte[] beforeTrailer = Arrays.copyOf(good, good.length - 65);
        assertTrue(text.startsWith("trivet-backup 1\ntrivet-manifest 1\nstore-format 1\ncluster test\nindex "), text);
        assertTrue(text.endsWith(written.digest() + "\n"));
        assertEquals(Rows.hex(Live.sha256().digest(beforeTrailer)) + "\n", text.substring(good.length - 65));
        Part first = manifest.parts().get(0);
        int start = partStart(0);
        assertEquals(first.sha256(), hash(Arrays.copyOfRange(good, start, start + (int) first.bytes())));
    }

    @Test
    void when_fileIsCutAnywhere_then_itIsRefused() throws IOException {
        List<Integer> cuts = new ArrayList<>();
        for (int cut = 0; cut < partStart(0); cut++) {
            cuts.add(cut);
        }
        for (int i = 0; i < manifest.parts().size(); i++) {
            int start = partStart(i);
            int end = start + (int) manifest.parts().get(i).bytes();
            cuts.addAll(List.of(start, (start + end) / 2, Math.max(start, end - 1), end));
        }
        for (int cut = good.length - 65; cut < good.length; cut++) {
            cuts.add(cut);
        }
        for (int cut : cuts) {
            Files.write(file, Arrays.copyOf(good, cut));
            String problem = requireRefused("cut to " + cut);
            assertTrue(problem.contains(cut == 0 ? "is empty" : "cut short"), problem);
        }
    }

    @Test
    void when_anyBitIsFlipped_then_fileIsRefused() throws IOException {
        for (int at = 0; at < partStart(0); at++) {
            requireFlipRefused(at, at);
        }
        for (int i = 0; i < manifest.parts().size(); i++) {
            Part part = manifest.parts().get(i);
            int start = partStart(i);
            for (int at = 0; at < part.bytes(); at += Math.max(1, (int) part.bytes() / 10)) {
                String problem = requireFlipRefused(start + at, at);
                assertTrue(problem.contains("part " + part.name() + " differs"), problem);
            }
        }
        for (int at = good.length - 65; at < good.length; at++) {
            requireFlipRefused(at, at);
        }
    }

    private String requireFlipRefused(int at, int bit) throws IOException {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << (bit % 8));
        Files.write(file, bad);
        return requireRefused("bit " + bit % 8 + " of byte " + at);
    }

    @Test
    void when_bytesFollow_then_fileIsRefused() throws IOException {
        Files.write(file, Arrays.copyOf(good, good.length + 1));
        String problem = requireRefused("a byte more");
        assertTrue(problem.endsWith("is damaged: 1 bytes follow its end"), problem);
        byte[] twice = Arrays.copyOf(good, 2 * good.length);
        System.arraycopy(good, 0, twice, good.length, good.length);
        Files.write(file, twice);
        requireRefused("two backups");
    }

    @Test
    void when_partsAreForgedButSigned_then_fileIsTakenOnlyInTheOneOrder() throws IOException {
        List<String> inOrder = List.of("part 1 " + DIGEST_OF_X + " a", "part 2 " + hash("yz") + " b");
        forge(inOrder, "xyz");
        assertEquals(2, BackupFile.verify(file, bytes -> {}).manifest().parts().size());
        forge(List.of(inOrder.get(1), inOrder.get(0)), "yzx");
        requireRefused("another order");
        forge(inOrder, "yzx");
        requireRefused("bytes in another order");
        forge(inOrder, "x");
        requireRefused("a part missing");
        forge(inOrder, "xyzw");
        requireRefused("a part more");
        forge(List.of(inOrder.get(0), inOrder.get(0)), "xx");
        requireRefused("a part twice");
        forge(List.of("part 9000000000000000000 " + DIGEST_OF_X + " a"), "x");
        requireRefused("a part of eight exabytes");
    }

    @Test
    void when_partHasAnOddName_then_nothingIsWrittenAnywhere() throws IOException {
        List<String> names = List.of(
                "../evil",
                "../../evil",
                "/tmp/evil",
                "a/../../evil",
                "..",
                ".",
                "",
                ".hidden",
                "a\\b",
                "a b",
                "a\u0000b",
                "a\u001b[31m",
                "\u202Egnp",
                "a".repeat(256),
                "trivet.manifest",
                "trivet.manifest.tmp");
        for (String name : names) {
            forge(List.of("part 1 " + DIGEST_OF_X + " " + name), "x");
            String problem = requireRefused(name);
            assertTrue(problem.chars().noneMatch(Character::isISOControl), problem);
        }
    }

    @Test
    void when_formatIsNewer_then_messageSaysSo() throws IOException {
        write("trivet-backup 2\nwhatever follows");
        assertEquals(
                "the backup " + file
                        + " has format version 2, this build reads up to 1: use the version that made it or a"
                        + " newer one",
                requireRefused("newer backup"));
        List<String> newer = new ArrayList<>(HEADER);
        newer.set(1, "store-format 2");
        forge(newer, List.of(), "");
        assertEquals(
                file + " has store-format version 2, this build reads up to 1: upgrade this node",
                requireRefused("newer store"));
    }

    @Test
    void when_fileIsNoBackup_then_messageSaysSo() throws IOException {
        String noBackup = "the file " + file + " is not a backup of Trivet";
        for (String other : List.of(
                "PK\u0003\u0004 a zip",
                "\u0000\u0000\u0000 an etcd database",
                "trivet-manifest 1\n",
                "\n",
                "x",
                "trivet")) {
            write(other);
            String problem = requireRefused(other);
            assertEquals(
                    other.equals("trivet") ? "the backup " + file + " is cut short after 6 bytes" : noBackup, problem);
        }
        for (String first :
                List.of("trivet-backup \n", "trivet-backup 0\n", "trivet-backup 1\r\n", "trivet-backup x\n")) {
            write(first + new String(good, StandardCharsets.ISO_8859_1).substring(16));
            requireRefused(first);
        }
        write("trivet-backup 1\n" + "x".repeat(1 << 20));
        assertTrue(requireRefused("a line without an end").endsWith("a line without an end"));
        Files.delete(file);
        assertEquals("cannot read " + file + ": there is no such file or folder", requireRefused("absent"));
        Files.createDirectory(file);
        requireRefused("a folder");
    }

    @Test
    void when_targetExists_then_itIsLeftAlone() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.writeString(target.resolve("mine"), "precious");
        StoreException refusal =
                assertThrows(StoreException.class, () -> BackupFile.extract(file, target, bytes -> {}));
        assertEquals("cannot extract " + file + " to " + target + ": it exists already", refusal.getMessage());
        assertEquals("precious", Files.readString(target.resolve("mine")));
    }

    @Test
    void when_checkpointIsDamaged_then_writeFailsBeforeTheTrailer() throws IOException {
        for (Part part : manifest.parts()) {
            Path damaged = checkpoint.resolve(part.name());
            byte[] content = Files.readAllBytes(damaged);
            for (byte[] other : List.of(flipped(content), Arrays.copyOf(content, content.length + 1))) {
                Files.delete(damaged);
                Files.write(damaged, other);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                if (other.length > 0) {
                    assertThrows(StoreException.class, () -> BackupFile.write(checkpoint, out), part.name());
                    assertTrue(out.size() < good.length - 64);
                }
            }
            Files.delete(damaged);
            assertThrows(StoreException.class, () -> BackupFile.write(checkpoint, new ByteArrayOutputStream()));
            Files.write(damaged, content);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BackupFile.write(checkpoint, out);
        assertArrayEquals(good, out.toByteArray(), "the same checkpoint gives the same backup");
    }

    @Test
    void when_streamFails_then_callerGetsItsException() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        IOException failure = assertThrows(IOException.class, () -> BackupFile.write(checkpoint, broken));
        assertEquals("broken pipe", failure.getMessage());
    }

    private static byte[] flipped(byte[] content) {
        byte[] bad = content.clone();
        if (bad.length > 0) {
            bad[bad.length / 2] ^= 1;
        }
        return bad;
    }

    private int partStart(int number) {
        long trailerAndParts = 65;
        for (Part part : manifest.parts().subList(number, manifest.parts().size())) {
            trailerAndParts += part.bytes();
        }
        return (int) (good.length - trailerAndParts);
    }

    /** Sees that a file is neither verified nor extracted, and gives the reason. */
    private String requireRefused(String what) throws IOException {
        Path target = folder.resolve("target");
        List<Path> before = tree();
        StoreException refusal = assertThrows(StoreException.class, () -> BackupFile.verify(file, bytes -> {}), what);
        StoreException again =
                assertThrows(StoreException.class, () -> BackupFile.extract(file, target, bytes -> {}), what);
        assertEquals(refusal.getMessage(), again.getMessage());
        assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
        assertEquals(before, tree(), "what was extracted is gone again");
        return refusal.getMessage();
    }

    private List<Path> tree() throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths.sorted().collect(Collectors.toList());
        }
    }

    /** Makes a file whose digests are right, whatever its manifest says. */
    private void forge(List<String> parts, String content) throws IOException {
        forge(HEADER, parts, content);
    }

    private void forge(List<String> header, List<String> parts, String content) throws IOException {
        String lines = String.join("\n", header) + "\n";
        for (String part : parts) {
            lines += part + "\n";
        }
        String body = "trivet-backup 1\n" + lines + "sha256 " + hash(lines) + "\n" + content;
        Files.writeString(file, body + hash(body) + "\n");
    }

    private void write(String content) throws IOException {
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(byte[] bytes) {
        return Rows.hex(Live.sha256().digest(bytes));
    }
}
