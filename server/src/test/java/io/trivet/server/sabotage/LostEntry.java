package io.trivet.server.sabotage;

import com.alipay.sofa.jraft.Node;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Entry;
import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import io.trivet.statemachine.Store;
import java.nio.ByteBuffer;
import java.util.List;
import net.bytebuddy.asm.Advice;

/** After a restart the replay of the log passes over the first few entries that the store does not hold yet. */
public final class LostEntry {
    private static final int ENTRIES = 4;

    private LostEntry() {}

    @Advice.OnMethodEnter
    static void beforeReplay(@Advice.Argument(0) Node jraft, @Advice.Argument(1) Store store) {
        skip(jraft, store);
    }

    /** Counts entries of the log as applied that the store has never seen. */
    public static void skip(Node jraft, Store store) {
        long last = jraft.getLastLogIndex();
        if (last > store.appliedIndex()) {
            byte[] nothing = ProposalCodec.encode(new Proposal(0, new Command.Compact(0)));
            long skipped = Math.min(last, store.appliedIndex() + ENTRIES);
            store.apply(List.of(new Entry(skipped, Math.max(1, store.appliedTerm()), ByteBuffer.wrap(nothing))));
        }
    }
}
