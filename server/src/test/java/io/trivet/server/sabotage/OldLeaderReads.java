package io.trivet.server.sabotage;

import com.alipay.sofa.jraft.Node;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;

/** A leader reads its own store without asking the others whether it still leads, as one that was paused may not. */
final class OldLeaderReads {
    private OldLeaderReads() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean leads(@Advice.FieldValue("node") Node node) {
        return node.isLeader(false);
    }

    @Advice.OnMethodExit
    static void atOnce(@Advice.Enter boolean leads, @Advice.Return(readOnly = false) CompletableFuture<Void> barrier) {
        if (leads) {
            barrier = CompletableFuture.completedFuture(null);
        }
    }
}
