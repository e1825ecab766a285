package io.trivet.server.sabotage;

import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;

/** A node reads its own store without asking the leader how far it must be. */
final class ReadsWithoutBarrier {
    private ReadsWithoutBarrier() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean skip() {
        return true;
    }

    @Advice.OnMethodExit
    static void atOnce(@Advice.Return(readOnly = false) CompletableFuture<Void> barrier) {
        barrier = CompletableFuture.completedFuture(null);
    }
}
