package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreWaitersTest {
    private final AtomicLong revision = new AtomicLong(10);
    private final StoreWaiters waiters = new StoreWaiters("revision", revision::get);

    @Test
    void when_revisionIsThere_then_nobodyWaits() {
        assertTrue(waiters.await(10).isDone());
    }

    @Test
    void when_revisionIsReached_then_thoseUpToItWake() {
        CompletableFuture<Void> eleven = waiters.await(11);
        CompletableFuture<Void> thirteen = waiters.await(13);

        waiters.wake();
        assertFalse(eleven.isDone());
        revision.set(12);
        waiters.wake();
        assertTrue(eleven.isDone());
        assertFalse(thirteen.isDone());
        revision.set(13);
        waiters.wake();
        assertTrue(thirteen.isDone());
    }

    @Test
    void when_waitersComeWhileTheStoreMovesOn_then_noneIsForgotten() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        Thread applying = new Thread(() -> {
            while (revision.get() < 100_000) {
                revision.incrementAndGet();
                waiters.wake();
            }
        });
        applying.start();
        while (revision.get() < 99_000) {
            all.add(waiters.await(revision.get() + 2));
        }
        applying.join();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
    }
}
