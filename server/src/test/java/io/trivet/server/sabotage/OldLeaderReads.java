package io.trivet.server.sabotage;

import io.trivet.server.raft.RaftNode;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;

/**
 * A leader reads its own store without asking the others whether it still leads: one that was paused or cut off does so for
 * a moment when another leads already.
 */
public final class OldLeaderReads {
    private OldLeaderReads() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean skip(@Advice.FieldValue("raft") RaftNode raft) {
        return raft.isLeader();
    }

    @Advice.OnMethodExit
    static void atOnce(@Advice.Enter boolean leads, @Advice.Return(readOnly = false) CompletableFuture<Void> barrier) {
        if (leads) {
            barrier = CompletableFuture.completedFuture(null);
        }
    }
}
