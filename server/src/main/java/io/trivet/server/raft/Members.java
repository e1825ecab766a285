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
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member, as this node knows it: what the log says or, until it says anything, who formed the cluster.
 * Thread-safe.
 */
final class Members {
    private final Store store;
    private final Membership founders;
    private volatile Addressed last;

    Members(Store store, Formation formation) {
        this.store = store;
        this.founders = new Membership(0, formation.members(), List.of());
        this.last = Addressed.of(founders);
    }

    Membership current() {
        Membership stored = store.membership();
        return stored.index() > 0 ? stored : founders;
    }

    /** All members, with their addresses. */
    List<NodeConfig.Member> list() {
        return addressed().members;
    }

    NodeConfig.@Nullable Member find(@Nullable String id) {
        return list().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The node id of a peer, null when there is none or it is not a member. */
    @Nullable String nodeId(@Nullable PeerId peer) {
        return peer == null ? null : addressed().ids.get(peer);
    }

    /** Asked for with every write that is forwarded, so the last one is kept. */
    private Addressed addressed() {
        Membership now = current();
        Addressed known = last;
        if (!known.of.equals(now)) {
            known = Addressed.of(now);
            last = known;
        }
        return known;
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

    /** A list of members whose addresses are parsed. */
    private record Addressed(Membership of, List<NodeConfig.Member> members, Map<PeerId, String> ids) {
        static Addressed of(Membership membership) {
            return new Addressed(
                    membership,
                    membership.members().stream().map(Members::addressed).toList(),
                    membership.members().stream().collect(Collectors.toUnmodifiableMap(Members::peerId, Member::id)));
        }
    }
}
