package io.trivet.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of all bodies of one kind that are on their way. Thread-safe. */
final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit in bytes */
    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes, or none and answers false when that many are not left. */
    boolean tryTake(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }
}
