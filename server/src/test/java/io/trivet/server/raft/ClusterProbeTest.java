package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.config.NodeConfig.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterProbeTest {
    private static final List<Member> MEMBERS = List.of(member("a"), member("b"), member("c"));

    @Test
    void when_allAgree_then_leaderIsNamedAndLagIsMeasured() {
        ClusterStatus cluster = combine(
                status(Role.LEADER, 3, "a", 10, 12),
                status(Role.FOLLOWER, 3, "a", 7, 7),
                status(Role.FOLLOWER, 3, "a", 12, 12));
        assertEquals("a", cluster.leader());
        assertEquals(3, cluster.term());
        assertEquals(
                List.of(2L, 5L, 0L),
                cluster.members().stream().map(ClusterStatus.MemberView::lag).toList());
    }

    @Test
    void when_oldLeaderStillBelievesInItself_then_laterTermDecides() {
        assertEquals(
                "b",
                combine(
                                status(Role.LEADER, 3, "a", 1, 1),
                                status(Role.LEADER, 4, "b", 1, 1),
                                status(Role.FOLLOWER, 4, "b", 1, 1))
                        .leader());
    }

    @Test
    void when_namedLeaderSaysItDoesNotLead_then_thereIsNone() {
        assertNull(combine(
                        status(Role.FOLLOWER, 3, null, 1, 1),
                        status(Role.FOLLOWER, 3, "a", 1, 1),
                        status(Role.FOLLOWER, 3, "a", 1, 1))
                .leader());
    }

    @Test
    void when_leaderDoesNotAnswerUs_then_itsFollowersAreBelieved() {
        assertEquals(
                "a",
                combine(
                                MemberStatus.UNREACHABLE,
                                status(Role.FOLLOWER, 3, "a", 1, 1),
                                status(Role.FOLLOWER, 3, "a", 1, 1))
                        .leader());
    }

    @Test
    void when_nobodyAnswers_then_thereIsNoLeader() {
        assertNull(combine(status(Role.FOLLOWER, 3, null, 1, 1), MemberStatus.UNREACHABLE, MemberStatus.UNREACHABLE)
                .leader());
    }

    private static ClusterStatus combine(MemberStatus... statuses) {
        return ClusterProbe.combine(MEMBERS, statuses[0], List.of(statuses));
    }

    private static MemberStatus status(Role role, long term, String leader, long applied, long committed) {
        return new MemberStatus(role, term, leader, applied, committed, 0, "test");
    }

    private static Member member(String id) {
        return new Member(id, new Address("127.0.0.1", id.charAt(0)), new Address("127.0.0.1", id.charAt(0) + 1000));
    }
}
