package io.trivet.server.raft;

import java.util.Locale;

/** What a member is to the cluster at the moment. */
public enum Role {
    LEADER,
    FOLLOWER,
    LEARNER,
    /** It did not answer in time. */
    UNREACHABLE;

    /** The name in the HTTP API. */
    public String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
