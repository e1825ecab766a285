package io.trivet.server.raft;

/** This node was removed from the cluster before it was started. */
public final class RemovedException extends RuntimeException {
    RemovedException(String nodeId) {
        super(nodeId + " was removed from the cluster");
    }
}
