package io.trivet.server.sabotage;

import com.alipay.sofa.jraft.option.RaftOptions;
import net.bytebuddy.asm.Advice;

/** A node acknowledges entries of the log that it has not synced; a power loss shows it. */
final class UnsyncedLog {
    private UnsyncedLog() {}

    @Advice.OnMethodExit
    static void withoutSync(@Advice.Return RaftOptions options) {
        options.setSync(false);
    }
}
