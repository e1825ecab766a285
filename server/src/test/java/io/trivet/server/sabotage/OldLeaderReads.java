package io.trivet.server.sabotage;

import io.trivet.server.raft.RaftNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.bytebuddy.asm.Advice;

/**
 * A leader reads its own store for the time of a lease that it counts in ticks, which stand still while it is paused: when
 * it goes on, another leads already.
 */
public final class OldLeaderReads {
    private static final long LEASE_TICKS = 10;
    private static final long TICK_MILLIS = 100;
    private static final AtomicLong TICKS = new AtomicLong();
    private static final AtomicLong LEASE_END = new AtomicLong();

    static {
        Executors.newSingleThreadScheduledExecutor(work -> {
                    Thread thread = new Thread(work, "sabotage-ticks");
                    thread.setDaemon(true);
                    return thread;
                })
                .scheduleWithFixedDelay(TICKS::incrementAndGet, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private OldLeaderReads() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean skip(@Advice.FieldValue("raft") RaftNode raft) {
        return hasLease(raft);
    }

    @Advice.OnMethodExit
    static void atOnce(@Advice.Enter boolean leased, @Advice.Return(readOnly = false) CompletableFuture<Void> barrier) {
        if (leased) {
            barrier = CompletableFuture.completedFuture(null);
        }
    }

    /** Whether this node leads, or did so until a lease ago. */
    public static boolean hasLease(RaftNode raft) {
        if (raft.isLeader()) {
            LEASE_END.set(TICKS.get() + LEASE_TICKS);
        }
        return TICKS.get() < LEASE_END.get();
    }
}
