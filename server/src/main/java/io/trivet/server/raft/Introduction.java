package io.trivet.server.raft;

import io.trivet.server.folder.NodeIdentity;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells another of itself and of the cluster that it knows, before the two exchange any Raft message.
 *
 * @param identity whose folder the teller has
 * @param membership who is a member; for a node that is not part of a cluster yet, who shall form it
 * @param confirmed whether a quorum has confirmed the membership; otherwise it may be an old one
 */
record Introduction(NodeIdentity identity, Membership membership, boolean confirmed) {

    boolean isMember() {
        return identity.state() == NodeIdentity.State.MEMBER;
    }

    boolean hasRemoved(String instance) {
        return membership.removed().contains(instance);
    }

    @Nullable Member member(String id) {
        return membership.member(id);
    }
}
