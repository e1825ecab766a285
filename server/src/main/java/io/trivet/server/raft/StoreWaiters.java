package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.raft.UnavailableException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Those who wait until this node's store reaches a number that only grows: its revision, or its applied index. Thread-safe. Waiters are completed on the apply thread;
 * what they do next must not block. A waiter that gives up cancels its future, and is forgotten when others come or go.
 */
final class StoreWaiters {
    private final String what;
    private final LongSupplier reached;
    private final TreeMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
    private volatile long lowest = Long.MAX_VALUE;

    /**
     * @param what the number is, for people
     * @param reached how far the store is
     */
    StoreWaiters(String what, LongSupplier reached) {
        this.what = what;
        this.reached = reached;
    }

    CompletableFuture<Void> await(long number) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (reached.getAsLong() >= number) {
            future.complete(null);
            return future;
        }
        synchronized (this) {
            waiting.values().forEach(futures -> futures.removeIf(CompletableFuture::isDone));
            waiting.values().removeIf(List::isEmpty);
            waiting.computeIfAbsent(number, n -> new ArrayList<>()).add(future);
            lowest = waiting.firstKey();
        }
        wake(); // the store may have got there before the waiter was in the map
        return future;
    }

    /** As {@link #await}, but fails with {@link UnavailableException} at the deadline. */
    CompletableFuture<Void> awaitUntil(Deadline deadline, long number) {
        CompletableFuture<Void> reached = await(number);
        return deadline.bound(
                        reached,
                        () -> new UnavailableException(
                                Reason.BEHIND,
                                "this node did not reach " + what + " " + number + " within the request's timeout"))
                .whenComplete((done, failure) -> reached.cancel(false));
    }

    /** The store may have come further. Costs two volatile reads when nobody waits for it. */
    void wake() {
        if (reached.getAsLong() < lowest) {
            return;
        }
        List<CompletableFuture<Void>> woken = new ArrayList<>();
        synchronized (this) {
            var due = waiting.headMap(reached.getAsLong(), true);
            due.values().forEach(woken::addAll);
            due.clear();
            lowest = waiting.isEmpty() ? Long.MAX_VALUE : waiting.firstKey();
        }
        woken.forEach(future -> future.complete(null));
    }
}
