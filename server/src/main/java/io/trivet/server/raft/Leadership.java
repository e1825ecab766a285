package io.trivet.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has learned of terms and leaders, and the log lines that tell the operator. Written by JRaft's apply
 * thread alone, in log order; read by any thread.
 */
final class Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final long NOT_LEADING = -1;

    private final String self;
    private final Function<PeerId, @Nullable String> nodeIds;
    private volatile @Nullable Configuration voters;
    private volatile long term;
    private volatile long leadingTerm = NOT_LEADING;

    /**
     * @param self the id of this node
     * @param nodeIds the ids of the members
     */
    Leadership(String self, Function<PeerId, @Nullable String> nodeIds) {
        this.self = self;
        this.nodeIds = nodeIds;
    }

    /** The latest term that this node has seen a leader of, 0 before the first. */
    long term() {
        return term;
    }

    /** The term for which {@link #isEstablished} holds, negative when it does not. */
    long leadingTerm() {
        return leadingTerm;
    }

    /**
     * Whether this node leads and has applied an entry of its own term, and with it everything that any leader before
     * it had committed.
     */
    boolean isEstablished() {
        return leadingTerm != NOT_LEADING;
    }

    void started(long newTerm) {
        term = Math.max(term, newTerm);
        leadingTerm = newTerm;
        LOG.info("{} became leader of term {}", self, newTerm);
    }

    void stopped(Status why) {
        boolean led = isEstablished();
        leadingTerm = NOT_LEADING;
        if (!led) {
            LOG.info("{} was elected, and lost that before it led: {}", self, why.getErrorMsg());
        } else if (why.getRaftError() == RaftError.ETRANSFERLEADERSHIP) {
            LOG.info("{} hands over the leadership of term {}", self, term);
        } else if (why.getRaftError() == RaftError.ESHUTDOWN) {
            LOG.info("{} gives up the leadership of term {}, because it stops", self, term);
        } else {
            LOG.warn("{} lost the leadership of term {}: {}", self, term, why.getErrorMsg());
        }
    }

    void following(@Nullable PeerId leader, long newTerm) {
        term = Math.max(term, newTerm);
        LOG.info("{} follows {} in term {}", self, name(leader), newTerm);
    }

    void leaderGone(@Nullable PeerId leader, long oldTerm, Status why) {
        LOG.info("{} no longer follows {} of term {}: {}", self, name(leader), oldTerm, why.getErrorMsg());
    }

    void votersCommitted(Configuration committed) {
        voters = committed;
    }

    /** Whether a member has a vote, as far as this node has heard. */
    boolean hasVote(PeerId peer) {
        Configuration known = voters;
        return known == null || known.contains(peer);
    }

    /** The node id of a peer, null when there is none or it is not a member. */
    @Nullable String nodeId(@Nullable PeerId peer) {
        return peer == null || peer.isEmpty() ? null : nodeIds.apply(peer);
    }

    private String name(@Nullable PeerId peer) {
        String id = nodeId(peer);
        return id == null ? String.valueOf(peer) : id;
    }
}
