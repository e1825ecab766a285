package io.trivet.server.raft;

import io.trivet.server.config.NodeConfig.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of its cluster after it asked every member.
 *
 * @param leader the node id of the leader, null when no member of a majority knows one
 * @param term the latest term seen by any member that answered
 * @param revision the revision of the asked node's own store
 * @param members each member of the configuration with what it said
 */
public record ClusterStatus(@Nullable String leader, long term, long revision, List<MemberView> members) {

    /**
     * One member as it was found.
     *
     * @param member who it is
     * @param status what it said
     * @param lag how many committed log entries it has yet to apply, measured against the highest committed index seen
     */
    public record MemberView(Member member, MemberStatus status, long lag) {}
}
