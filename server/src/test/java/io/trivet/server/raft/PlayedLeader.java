package io.trivet.server.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a leader knows of its term, its voters and its commit index. JRaft is played by a proxy. */
final class PlayedLeader {
    final Leadership leadership = new Leadership("n1", peer -> null);
    List<PeerId> voting = peers(1, 2, 3);
    Membership members = members("a", "b", "c");
    long term;
    long commitIndex;
    Runnable whenIndexIsRead = () -> {};

    private final Node jraft = (Node) Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (proxy, method, arguments) -> method.getName().equals("listPeers") ? voting : null);

    final Voters voters = new Voters(
            jraft,
            () -> members,
            leadership,
            member -> false,
            (command, deadline) -> CompletableFuture.failedFuture(new AssertionError(command)),
            Runnable::run);

    final Confirmations confirmations = new Confirmations("a", leadership, voters, () -> term, this::commitIndex);

    /** Leads, and has looked who votes. */
    PlayedLeader(long term, long commitIndex) {
        this.term = term;
        this.commitIndex = commitIndex;
        leadership.started(term);
        voters.run();
    }

    private long commitIndex() {
        whenIndexIsRead.run();
        return commitIndex;
    }

    static List<PeerId> peers(int... ports) {
        return Arrays.stream(ports)
                .mapToObj(port -> new PeerId("127.0.0.1", port))
                .toList();
    }

    /** The first is at port 1, and so on. */
    static Membership members(String... instances) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= instances.length; i++) {
            members.add(new Member("n" + i, instances[i - 1], "127.0.0.1:" + i, "127.0.0.1:100" + i));
        }
        return new Membership(7, members, List.of());
    }
}
