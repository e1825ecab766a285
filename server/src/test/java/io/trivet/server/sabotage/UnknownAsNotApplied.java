package io.trivet.server.sabotage;

import io.trivet.server.raft.UnavailableException;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.server.raft.UnknownOutcomeException;
import net.bytebuddy.asm.Advice;

/** A write whose outcome is not known is answered as one that was not applied. */
final class UnknownAsNotApplied {
    private UnknownAsNotApplied() {}

    @Advice.OnMethodEnter
    static void claim(@Advice.Argument(value = 0, readOnly = false) Throwable failure) {
        if (failure instanceof UnknownOutcomeException) {
            failure = new UnavailableException(Reason.NO_LEADER, failure.getMessage());
        }
    }
}
