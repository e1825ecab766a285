package io.trivet.server.sabotage;

import java.util.List;
import net.bytebuddy.asm.Advice;

/** A read that arrives while a read-index round is under way is served by that round, whose index may be too old for it. */
public final class ReadJoinsRound {
    private ReadJoinsRound() {}

    @Advice.OnMethodEnter
    static void join(
            @Advice.This Object barrier,
            @Advice.FieldValue("waiting") List<Object> waiting,
            @Advice.Argument(2) List<Object> served) {
        joinAll(barrier, waiting, served);
    }

    /** Serves all that wait. */
    public static void joinAll(Object barrier, List<Object> waiting, List<Object> served) {
        synchronized (barrier) {
            served.addAll(waiting);
            waiting.clear();
        }
    }
}
