package io.trivet.server.sabotage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;

/** A follower whose leader does not answer within half a second sends it the same write once more, and takes the first answer. */
public final class ForwardsTwice {
    private static final int PATIENCE_MILLIS = 500;
    private static final ThreadLocal<Boolean> AGAIN = ThreadLocal.withInitial(() -> false);

    private ForwardsTwice() {}

    @Advice.OnMethodExit
    static void forward(
            @Advice.Origin Method ask,
            @Advice.This Object transport,
            @Advice.AllArguments Object[] arguments,
            @Advice.Return CompletableFuture<Object> first) {
        retry(ask, transport, arguments, first);
    }

    /** Sends a write once more when the answer to it is late. */
    public static void retry(Method ask, Object transport, Object[] arguments, CompletableFuture<Object> first) {
        if (arguments[1].toString().equals("PROPOSE") && !AGAIN.get()) {
            CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        if (!first.isDone()) {
                            again(ask, transport, arguments).thenAccept(first::complete);
                        }
                    });
        }
    }

    @SuppressWarnings("unchecked") // it is what ask returns
    private static CompletableFuture<Object> again(Method ask, Object transport, Object[] arguments) {
        AGAIN.set(true);
        try {
            ask.setAccessible(true);
            return (CompletableFuture<Object>) ask.invoke(transport, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        } finally {
            AGAIN.set(false);
        }
    }
}
