package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices that this node was removed from the cluster. The others stop talking to a removed member, so its own log may
 * never say so: when it hears of no leader for a while it asks them. Run by the timer.
 */
final class RemovalWatch implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int LOOKS_WITHOUT_LEADER = 3;

    private final NodeConfig config;
    private final String instance;
    private final Node node;
    private final NodeWatch watch;
    private final Members members;
    private final PeerTransport transport;
    private final Runnable removed;
    private final AtomicBoolean told = new AtomicBoolean();
    private int withoutLeader;

    /** @param removed called once */
    RemovalWatch(
            NodeConfig config,
            String instance,
            Node node,
            NodeWatch watch,
            Members members,
            PeerTransport transport,
            Runnable removed) {
        this.config = config;
        this.instance = instance;
        this.node = node;
        this.watch = watch;
        this.members = members;
        this.transport = transport;
        this.removed = removed;
    }

    @Override
    public void run() {
        // A leader that removes itself leads until the others have a leader of their own (dissertation, 4.2.2).
        if (members.current().removed().contains(instance) && !node.isLeader(false)) {
            tell();
        } else if (watch.leader() != null) {
            withoutLeader = 0;
        } else if (++withoutLeader >= LOOKS_WITHOUT_LEADER) {
            askOthers();
        }
    }

    private void askOthers() {
        Deadline deadline = Deadline.after(PATIENCE);
        for (NodeConfig.Member member : members.list()) {
            if (!member.id().equals(config.nodeId())) {
                transport.introduction(member.raft(), deadline).thenAccept(told -> {
                    if (told != null && told.confirmed() && told.hasRemoved(instance)) {
                        tell();
                    }
                });
            }
        }
    }

    private void tell() {
        if (told.compareAndSet(false, true)) {
            removed.run();
        }
    }
}
