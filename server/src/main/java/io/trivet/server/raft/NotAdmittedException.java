package io.trivet.server.raft;

/** This node must not take part in the cluster as it is. The message says why, and what mends it. */
public final class NotAdmittedException extends RuntimeException {
    NotAdmittedException(String message) {
        super(message);
    }
}
