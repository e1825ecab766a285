package io.trivet.server.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.backup.BackupException.Kind;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name for a backup, when more than one wants it or something else has it. */
class TargetTest {
    @TempDir
    private Path folder;

    private Path checkpoint;
    private Path file;

    @BeforeEach
    void makeCheckpoint() throws Exception {
        file = folder.resolve("saved");
        checkpoint = folder.resolve("checkpoint");
        try (Store store = Store.open(folder.resolve("store"), "test", new StoreOptions(1 << 20, 1 << 20, 1 << 20))) {
            store.checkpoint(checkpoint);
            CheckpointManifest.write(checkpoint, "test", Instant.EPOCH);
        }
    }

    /** The second would otherwise write into what the first has verified and is about to name. */
    @Test
    void when_anotherSavesTheSameFile_then_itIsRefusedAndTheFirstIsWhole() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<BackupFile> first = CompletableFuture.supplyAsync(() -> save(() -> {
            writing.countDown();
            assertTrue(goOn.await(30, TimeUnit.SECONDS));
        }));
        assertTrue(writing.await(30, TimeUnit.SECONDS));
        Target second = new Target(file, false);
        BackupException refused =
                assertThrows(BackupException.class, () -> second.save(source(() -> {}), bytes -> {}, bytes -> {}));
        assertEquals(Kind.IN_THE_WAY, refused.kind());
        assertEquals("another process is saving " + file + " just now", refused.getMessage());
        goOn.countDown();
        assertEquals(first.get(30, TimeUnit.SECONDS), BackupFile.verify(file, bytes -> {}));
    }

    @Test
    void when_aCrashLeftAPart_then_theNextTakesItsPlace() throws Exception {
        Files.writeString(folder.resolve("saved.part"), "half a backup");
        save(() -> {});
        BackupFile.verify(file, bytes -> {});
        assertTrue(Files.notExists(folder.resolve("saved.part")));
    }

    @Test
    void when_theNameIsADevice_then_itIsRefusedEvenWithForce() {
        BackupException refused = assertThrows(BackupException.class, () -> new Target(Path.of("/dev/null"), true));
        assertEquals(Kind.IN_THE_WAY, refused.kind());
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private BackupFile save(Wait before) {
        try {
            return new Target(file, false).save(source(before), bytes -> {}, bytes -> {});
        } catch (BackupException e) {
            throw new IllegalStateException(e);
        }
    }

    private Source source(Wait before) {
        return new Source() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                try {
                    before.run();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                BackupFile.write(checkpoint, out);
            }

            @Override
            public Kind blame() {
                return Kind.NODE;
            }
        };
    }
}
