package io.trivet.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot go on: storage failed, or holds or was given bytes that it cannot read. The replica must halt;
 * skipping or guessing would make replicas differ. The message is one sentence for an operator.
 */
public final class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
