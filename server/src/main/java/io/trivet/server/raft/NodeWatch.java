package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.entity.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * What JRaft's node knows, for threads that must not wait. JRaft tells it under a lock that it also holds while it
 * connects to members that do not answer, and while it writes its vote; so one thread of its own asks, all the time, and
 * everybody else reads what it has heard. JRaft decides again in whatever is then asked of it.
 */
final class NodeWatch implements Runnable {
    private final Node node;
    private volatile @Nullable PeerId leader;
    private volatile long appliedIndex;
    private volatile long committedIndex;

    NodeWatch(Node node) {
        this.node = node;
    }

    /** Asks; may block for as long as JRaft holds its lock. */
    @Override
    public void run() {
        try {
            leader = node.getLeaderId();
            appliedIndex = node.getLastAppliedLogIndex();
            committedIndex = node.getLastCommittedIndex();
        } catch (IllegalStateException e) {
            leader = null; // JRaft has failed or stops, which is told elsewhere
        }
    }

    /** The leader, null when none is known. */
    @Nullable PeerId leader() {
        PeerId self = node.getNodeId().getPeerId();
        boolean leads = node.isLeader(false);
        PeerId known = leader;
        if (leads) {
            return self;
        }
        return self.equals(known) ? null : known;
    }

    /** The last log index that was applied, entries of Raft's own included. */
    long appliedIndex() {
        return appliedIndex;
    }

    /** The last log index that is known to be committed. */
    long committedIndex() {
        return committedIndex;
    }
}
