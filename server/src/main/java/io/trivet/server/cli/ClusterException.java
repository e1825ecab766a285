package io.trivet.server.cli;

/** No node answered, or the cluster refused; the message says which and, where something can be done, what. */
final class ClusterException extends Exception {
    private static final long serialVersionUID = 1;

    ClusterException(String message) {
        super(message);
    }
}
