package io.trivet.server.raft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.folder.Formation;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import io.trivet.statemachine.Store;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member, as this node knows it: what the log says or, until it says anything, who formed the cluster.
 * Thread-safe.
 */
final class Members {
    private final Store store;
    private final Formation formation;

    Members(Store store, Formation formation) {
        this.store = store;
        this.formation = formation;
    }

    Membership current() {
        Membership stored = store.membership();
        return stored.index() > 0 ? stored : new Membership(0, formation.members(), List.of());
    }

    /** All members, with their addresses. */
    List<NodeConfig.Member> list() {
        return current().members().stream().map(Members::addressed).toList();
    }

    NodeConfig.@Nullable Member find(@Nullable String id) {
        return list().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The node id of a peer, null when there is none or it is not a member. */
    @Nullable String nodeId(@Nullable PeerId peer) {
        return current().members().stream()
                .filter(member -> peerId(member).equals(peer))
                .map(Member::id)
                .findFirst()
                .orElse(null);
    }

    /** Who votes before the log says so: those who formed the cluster, if this node was one of them. */
    static Configuration firstVoters(Formation formation, String instance) {
        Configuration voters = new Configuration();
        boolean wasThere = formation.members().stream().anyMatch(member -> Objects.equals(member.instance(), instance));
        if (wasThere) {
            formation.members().forEach(member -> voters.addPeer(peerId(member)));
        }
        return voters;
    }

    static PeerId peerId(Member member) {
        return JRaftOptions.peerId(addressed(member));
    }

    static NodeConfig.Member addressed(Member member) {
        return new NodeConfig.Member(member.id(), Address.parse(member.raft()), Address.parse(member.http()));
    }

    /** A member of a configuration file, of which no data folder is known. */
    static Member unjoined(NodeConfig.Member member) {
        return new Member(
                member.id(), "", member.raft().toString(), member.http().toString());
    }
}
