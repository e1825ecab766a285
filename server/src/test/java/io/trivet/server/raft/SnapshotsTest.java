package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import io.trivet.server.metrics.Metrics;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreOptions;
import java.nio.file.Path;
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
        try (Store store = Store.open(folder.resolve("store"), "test", new StoreOptions(1 << 20, 1 << 20, 1 << 20))) {
            Snapshots snapshots = new Snapshots(store, "test", new RaftMetrics(new Metrics()));
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
            snapshots.save(new SnapshotFolder(folder.resolve("queued")), queued::complete);

            snapshots.stop();
            assertTrue(interrupted.get(30, TimeUnit.SECONDS));
            assertFalse(queued.get(30, TimeUnit.SECONDS).isOk());
            CompletableFuture<Status> late = new CompletableFuture<>();
            snapshots.save(new SnapshotFolder(folder.resolve("late")), late::complete);
            assertFalse(late.get(30, TimeUnit.SECONDS).isOk());
        }
    }
}
