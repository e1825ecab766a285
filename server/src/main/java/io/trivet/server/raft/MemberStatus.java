package io.trivet.server.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a member says of itself.
 *
 * @param role what it is at the moment
 * @param term the latest Raft term that it has seen a leader of, 0 before the first
 * @param leader the node id of the leader it knows, null when it knows none
 * @param appliedIndex the last log index that it has applied
 * @param committedIndex the last log index that it knows to be committed
 * @param revision the revision of its store
 * @param version the version of its software
 */
public record MemberStatus(
        Role role,
        long term,
        @Nullable String leader,
        long appliedIndex,
        long committedIndex,
        long revision,
        String version) {

    /** The status of a member that did not answer. */
    public static final MemberStatus UNREACHABLE = new MemberStatus(Role.UNREACHABLE, 0, null, 0, 0, 0, "");
}
