package io.trivet.server.raft;

/**
 * What one member asks another, beside what JRaft itself sends. A request is never passed on by whoever gets it: that is
 * the hop limit.
 *
 * @param kind what is asked
 * @param clusterId the asker's cluster; another cluster's node refuses
 * @param timeoutMillis how long the asker will wait from now on, at least 1
 * @param body the content, by kind
 */
record PeerRequest(Kind kind, String clusterId, long timeoutMillis, byte[] body) {

    enum Kind {
        /** Propose the command in the body; only the leader does. */
        PROPOSE,
        /** Tell your status. */
        STATUS,
        /** Hand the leadership to the member named in the body; only the leader does. */
        TRANSFER
    }
}
