package io.trivet.server.raft;

/**
 * The cluster did not take the request, and nothing of it happened or will happen: it is safe to try again.
 */
public final class UnavailableException extends RuntimeException {

    /** Why the request was not taken. */
    public enum Reason {
        /** No leader is known, or the one that was known is gone and nothing was sent to it. */
        NO_LEADER,
        /** A queue or a limit is full. */
        OVERLOADED,
        /** This node's store is not as far as the request asks. */
        BEHIND,
        /** This node does not serve yet. */
        STARTING,
        /** The member that was to take over the leadership did not. */
        TRANSFER_FAILED,
        /** This node is shutting down. */
        STOPPING
    }

    private final Reason reason;

    public UnavailableException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
