package io.trivet.server.raft;

import io.trivet.server.raft.ClusterStatus.MemberView;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator, on the leader alone and once for each change, which members do not keep up. Used by one thread at
 * a time.
 */
final class LagWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);

    private enum State {
        KEEPING_UP,
        LAGGING,
        UNREACHABLE
    }

    private final long lagWarning;
    private final Map<String, State> states = new HashMap<>();

    /** @param lagWarning how many log entries behind the leader are worth a warning */
    LagWatch(long lagWarning) {
        this.lagWarning = lagWarning;
    }

    /** Compares what the members say now with what they said last time. */
    synchronized void look(ClusterStatus cluster) {
        cluster.members().forEach(this::look);
    }

    /** Forgets everything: another node leads and watches now. */
    synchronized void reset() {
        states.clear();
    }

    private void look(MemberView member) {
        State now = state(member);
        State before = states.put(member.member().id(), now);
        if (now == (before == null ? State.KEEPING_UP : before)) {
            return;
        }
        String id = member.member().id();
        switch (now) {
            case KEEPING_UP -> LOG.info("{} keeps up again", id);
            case LAGGING -> LOG.warn("{} lags by {} log entries", id, member.lag());
            case UNREACHABLE ->
                LOG.warn("{} does not answer at {}", id, member.member().raft());
        }
    }

    private State state(MemberView member) {
        if (member.status().role() == Role.UNREACHABLE) {
            return State.UNREACHABLE;
        }
        return member.lag() > lagWarning ? State.LAGGING : State.KEEPING_UP;
    }
}
