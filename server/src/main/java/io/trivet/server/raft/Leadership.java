package io.trivet.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import io.trivet.server.config.NodeConfig;
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

    private final NodeConfig config;
    private volatile long term;
    private volatile long leadingTerm = NOT_LEADING;

    Leadership(NodeConfig config) {
        this.config = config;
    }

    /** The latest term that this node has seen a leader of, 0 before the first. */
    long term() {
        return term;
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
        LOG.info("{} became leader of term {}", config.nodeId(), newTerm);
    }

    void stopped(Status why) {
        leadingTerm = NOT_LEADING;
        if (why.getRaftError() == RaftError.ETRANSFERLEADERSHIP) {
            LOG.info("{} hands over the leadership of term {}", config.nodeId(), term);
        } else if (why.getRaftError() == RaftError.ESHUTDOWN) {
            LOG.info("{} gives up the leadership of term {}, because it stops", config.nodeId(), term);
        } else {
            LOG.warn("{} lost the leadership of term {}: {}", config.nodeId(), term, why.getErrorMsg());
        }
    }

    void following(@Nullable PeerId leader, long newTerm) {
        term = Math.max(term, newTerm);
        LOG.info("{} follows {} in term {}", config.nodeId(), nodeId(leader), newTerm);
    }

    void leaderGone(@Nullable PeerId leader, long oldTerm, Status why) {
        LOG.info("{} no longer follows {} of term {}: {}", config.nodeId(), nodeId(leader), oldTerm, why.getErrorMsg());
    }

    /** The node id of a peer, null when there is none or it is not of the configuration. */
    @Nullable String nodeId(@Nullable PeerId peer) {
        if (peer == null || peer.isEmpty()) {
            return null;
        }
        return config.members().stream()
                .filter(member -> JRaftOptions.peerId(member).equals(peer))
                .map(NodeConfig.Member::id)
                .findFirst()
                .orElse(null);
    }
}
