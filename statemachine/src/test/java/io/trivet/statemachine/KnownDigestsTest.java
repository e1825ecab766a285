package io.trivet.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDigestsTest {
    /** A time that survives being read and set again: Java sets microseconds, and the kernel counts nanoseconds. */
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    Path folder;

    private final KnownDigests digests = new KnownDigests();

    private Path checkpoint(Store store, String name) {
        Path checkpoint = folder.resolve(name);
        store.checkpoint(checkpoint);
        return checkpoint;
    }

    private CheckpointManifest write(Path checkpoint) {
        return CheckpointManifest.write(checkpoint, "test", Instant.EPOCH, digests);
    }

    @Test
    void when_tableFilesAreKnown_then_theManifestIsTheSameAsOneMadeByReadingAll() {
        try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
            store.apply(TestLog.of(1, 300).entries);
            write(checkpoint(store, "first"));
            store.apply(TestLog.of(1, 600).entries.subList(300, 600));
            Path second = checkpoint(store, "second");
            CheckpointManifest fast = write(second);
            assertEquals(CheckpointManifest.write(second, "test", Instant.EPOCH), fast);
            CheckpointManifest.verify(second);
        }
    }

    @Test
    void when_diskDamagesAKnownFile_then_theNextManifestStillTellsWhatWasWritten() throws IOException {
        try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
            store.apply(TestLog.of(1, 30).entries); // one file a family: no compaction replaces it
            Path first = checkpoint(store, "first");
            Files.setLastModifiedTime(largestTable(first), LONG_AGO);
            write(first);
            damage(largestTable(first));
            Path second = checkpoint(store, "second");
            write(second);
            assertThrows(StoreException.class, () -> CheckpointManifest.verify(second));
        }
    }

    @Test
    void when_threadIsInterrupted_then_noMoreFilesAreRead() {
        try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
            store.apply(TestLog.of(1, 30).entries);
            Path checkpoint = checkpoint(store, "first");
            Thread.currentThread().interrupt();
            assertThrows(IOException.class, () -> CheckpointManifest.sha256(largestTable(checkpoint)));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void when_anotherFileHasTheNameOfAKnownOne_then_itIsRead() {
        for (long seed = 1; seed <= 2; seed++) {
            try (Store store = Store.open(folder.resolve("store" + seed), "test", Rows.SMALL)) {
                store.apply(TestLog.of(seed, 300).entries);
                Path checkpoint = checkpoint(store, "checkpoint" + seed);
                write(checkpoint);
                CheckpointManifest.verify(checkpoint);
            }
        }
    }

    private static Path largestTable(Path checkpoint) throws IOException {
        return Disk.list(checkpoint).stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
    }

    /** Changes a byte as a bad disk does: the file system does not know. */
    private static void damage(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 4);
            int old = bytes.read();
            bytes.seek(bytes.length() / 4);
            bytes.write(old ^ 1);
        }
        Files.setLastModifiedTime(file, LONG_AGO);
    }
}
