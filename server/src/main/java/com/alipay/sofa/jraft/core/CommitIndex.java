package com.alipay.sofa.jraft.core;

import com.alipay.sofa.jraft.Node;

/**
 * Up to which index of its log a node knows the entries to be committed. What JRaft tells everybody is the apply thread's, which
 * lags, and costs its lock. Thread-safe; blocks nobody for longer than JRaft needs to count an acknowledgement.
 *
 * <p>Stands in JRaft's package, because what it asks is visible only there.
 */
public final class CommitIndex {
    private final BallotBox ballots;

    public CommitIndex(Node node) {
        this.ballots = ((NodeImpl) node).getBallotBox();
    }

    /** Never lags: a leader's is raised before a follower, or its own state machine, can learn of it. */
    public long get() {
        return ballots.getLastCommittedIndex();
    }

    /**
     * Raises a follower's commit index, as a message of its leader would. Does nothing where it is as high already, where this
     * node leads by now, or where the apply thread has more to do than it can queue.
     *
     * @param index of an entry that this node has in its log and that is committed
     */
    public void raise(long index) {
        if (index > ballots.getLastCommittedIndex()) {
            ballots.setLastCommittedIndex(index);
        }
    }
}
