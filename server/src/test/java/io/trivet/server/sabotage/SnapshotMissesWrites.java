package io.trivet.server.sabotage;

import com.alipay.sofa.jraft.FSMCaller;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import net.bytebuddy.asm.Advice;

/** A snapshot gets the index of the moment at which it is complete, and lacks what was written while it was made. */
final class SnapshotMissesWrites {
    private SnapshotMissesWrites() {}

    @Advice.OnMethodEnter
    static void claim(
            @Advice.Argument(value = 1, readOnly = false) SnapshotMeta meta,
            @Advice.FieldValue("fsmCaller") FSMCaller applied) {
        meta = meta.toBuilder()
                .setLastIncludedIndex(applied.getLastAppliedIndex())
                .build();
    }
}
