package io.trivet.server.raft;

/**
 * What one node asks another, beside what JRaft itself sends. A request is never passed on by whoever gets it: that is
 * the hop limit.
 *
 * @param kind what is asked
 * @param group the asker's cluster for {@link Kind#isBeforeAdmission}, otherwise its Raft group; a node of another one
 *     refuses
 * @param timeoutMillis how long the asker will wait from now on, at least 1
 * @param body the content, by kind
 */
record PeerRequest(Kind kind, String group, long timeoutMillis, byte[] body) {

    enum Kind {
        /** Propose the commands in the body; only the leader does. */
        PROPOSE,
        /** Tell up to which index a follower must be to serve a read, the asker's {@link Confirmation} in the body; only the leader does. */
        READ_INDEX,
        /** Tell which term you are in. */
        CONFIRM,
        /** Tell your status. */
        STATUS,
        /** Hand the leadership to the member named in the body; only the leader does. */
        TRANSFER,
        /** Tell who you are and who is a member. */
        INTRODUCE,
        /** Take the asker, whose identity is in the body, for the member of its name; only the leader does. */
        JOIN,
        /** Add the member in the body; only the leader does. */
        ADD_MEMBER,
        /** Remove the member named in the body; only the leader does. */
        REMOVE_MEMBER;

        /** Whether nodes ask this before both are part of the same cluster. */
        boolean isBeforeAdmission() {
            return this == INTRODUCE || this == JOIN;
        }
    }
}
