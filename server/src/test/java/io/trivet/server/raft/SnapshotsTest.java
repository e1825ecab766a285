package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.google.protobuf.Message;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    @TempDir
    private Path folder;

    @Test
    void when_nodeStopsWhileSnapshotsAreMade_then_eachEndsAndJRaftIsTold() throws Exception {
        try (Store store = Store.open(folder.resolve("store"), "test", new StoreOptions(1 << 20, 1 << 20))) {
            Snapshots snapshots = new Snapshots(store, "test");
            CountDownLatch busy = new CountDownLatch(1);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            snapshots.flushAndThen(() -> {
                busy.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
            });
            assertTrue(busy.await(30, TimeUnit.SECONDS));
            CompletableFuture<Status> queued = new CompletableFuture<>();
            snapshots.save(new Folder(folder.resolve("queued")), queued::complete);

            snapshots.stop();
            assertTrue(interrupted.get(30, TimeUnit.SECONDS));
            assertFalse(queued.get(30, TimeUnit.SECONDS).isOk());
            CompletableFuture<Status> late = new CompletableFuture<>();
            snapshots.save(new Folder(folder.resolve("late")), late::complete);
            assertFalse(late.get(30, TimeUnit.SECONDS).isOk());
        }
    }

    /** The folder that JRaft would make. */
    private static final class Folder extends SnapshotWriter {
        private final Path path;

        Folder(Path path) {
            this.path = path;
            assertTrue(path.toFile().mkdir());
        }

        @Override
        public String getPath() {
            return path.toString();
        }

        @Override
        public boolean addFile(String fileName, Message meta) {
            return true;
        }

        @Override
        public boolean init(Void options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean saveMeta(SnapshotMeta meta) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean removeFile(String fileName) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(boolean keepDataOnError) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<String> listFiles() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Message getFileMeta(String fileName) {
            throw new UnsupportedOperationException();
        }
    }
}
