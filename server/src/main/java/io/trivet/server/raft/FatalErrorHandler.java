package io.trivet.server.raft;

import org.jspecify.annotations.Nullable;

/** Ends the process. A replica that cannot store or apply what was committed must not serve. */
@FunctionalInterface
public interface FatalErrorHandler {

    /**
     * Called on any thread, possibly more than once; returns at once, so that JRaft can fail what is pending.
     *
     * @param message one sentence for the operator
     * @param cause what happened, when an exception told of it
     */
    void halt(String message, @Nullable Throwable cause);

    /** Ends the node in order, because it is not a member of the cluster any more. */
    default void removed(String message) {
        halt(message, null);
    }
}
