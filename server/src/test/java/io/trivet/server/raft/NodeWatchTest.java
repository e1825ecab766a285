package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.entity.NodeId;
import com.alipay.sofa.jraft.entity.PeerId;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
    private boolean active = true;

    @Test
    void when_jraftIsInactive_then_thereIsNoLeaderAndNothingIsThrown() {
        NodeWatch watch = new NodeWatch((Node) Proxy.newProxyInstance(
                Node.class.getClassLoader(),
                new Class<?>[] {Node.class},
                (proxy, method, arguments) -> answer(method.getName())));
        watch.run();
        assertEquals(new PeerId("127.0.0.1", 2), watch.leader());
        assertEquals(7, watch.appliedIndex());
        active = false;
        watch.run();
        assertNull(watch.leader());
        assertEquals(7, watch.appliedIndex());
    }

    /** As JRaft answers: with an exception once the node has failed or stops. */
    private Object answer(String method) {
        return switch (method) {
            case "getNodeId" -> new NodeId("group", new PeerId("127.0.0.1", 1));
            case "isLeader" -> false;
            case "getLeaderId" -> new PeerId("127.0.0.1", 2);
            default -> {
                if (!active) {
                    throw new IllegalStateException("The node is not active, current state: STATE_ERROR");
                }
                yield 7L;
            }
        };
    }
}
