package io.trivet.server.raft;

/**
 * The command may have taken effect, may still take effect, or may never: the answer was lost or did not come in time.
 * Trying again is safe only for a command that may happen twice.
 */
public final class UnknownOutcomeException extends RuntimeException {
    public UnknownOutcomeException(String message) {
        super(message, null, false, false);
    }
}
