package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.folder.DataFolder;
import io.trivet.server.folder.Formation;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a node whose data folder is not part of a cluster yet become part of one, before it exchanges any Raft message:
 *
 * <ul>
 *   <li>where all members of the first configuration are new and began with the same data, they form the cluster: the one
 *       with the smallest id decides, and the others follow it;
 *   <li>where there is a cluster that was told to add this node, the node joins it;
 *   <li>where the cluster knows this node with another data folder, the node has lost its disk. It may have voted and
 *       acknowledged what it no longer knows (Ongaro's dissertation, 3.8, demands that both are persistent), so it is
 *       refused.
 * </ul>
 *
 * <p>Used by the thread that starts the node, which it blocks.
 */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final NodeConfig config;
    private final DataFolder folder;
    private final PeerTransport transport;
    private final Consumer<String> waiting;

    /** @param waiting is told what the node waits for, each time that changes */
    Admission(NodeConfig config, DataFolder folder, PeerTransport transport, Consumer<String> waiting) {
        this.config = config;
        this.folder = folder;
        this.transport = transport;
        this.waiting = waiting;
    }

    /** What a node says of itself while it is not part of a cluster. */
    static Introduction newcomer(NodeConfig config, NodeIdentity identity) {
        List<Member> members = config.members().stream().map(Members::unjoined).toList();
        return new Introduction(identity, new Membership(0, members, List.of()), false);
    }

    /**
     * Returns how the cluster was formed, once this node is part of it; that is on disk by then.
     *
     * @throws NotAdmittedException when it must not become part of it
     * @throws RemovedException when it was removed
     */
    Formation await() throws InterruptedException {
        String waitsFor = "";
        while (true) {
            Formation formation = folder.identity().formation();
            if (formation != null) {
                return formation;
            }
            String now = step(ask());
            if (!now.equals(waitsFor)) {
                waitsFor = now;
                if (!now.isEmpty()) {
                    LOG.info("{} {}", config.nodeId(), now);
                    waiting.accept(now);
                }
            }
            if (folder.identity().formation() == null) {
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** Asks all other members of the configuration who they are; those that do not answer in time are left out. */
    private Map<NodeConfig.Member, Introduction> ask() {
        Deadline deadline = Deadline.after(PATIENCE);
        Map<NodeConfig.Member, CompletableFuture<@Nullable Introduction>> answers = new LinkedHashMap<>();
        for (NodeConfig.Member member : config.members()) {
            if (!member.id().equals(config.nodeId())) {
                answers.put(member, transport.introduction(member.raft(), deadline));
            }
        }
        Map<NodeConfig.Member, Introduction> found = new LinkedHashMap<>();
        answers.forEach((member, answer) -> {
            Introduction introduction = answer.join();
            if (introduction != null) {
                found.put(member, introduction);
            }
        });
        return found;
    }

    /** Does what the answers allow; returns what is still to be waited for, empty when nothing is. */
    private String step(Map<NodeConfig.Member, Introduction> answers) {
        List<Map.Entry<NodeConfig.Member, Introduction>> members = answers.entrySet().stream()
                .filter(answer -> answer.getValue().isMember())
                .sorted(Comparator.comparing(answer -> !answer.getValue().confirmed()))
                .toList();
        return members.isEmpty()
                ? form(answers)
                : join(members.get(0).getKey(), members.get(0).getValue());
    }

    // ------------------------------------------------------------------ a cluster that is there

    private String join(NodeConfig.Member teller, Introduction told) {
        NodeIdentity self = folder.identity();
        Formation formation = told.identity().formation();
        if (formation == null) {
            return "waits for " + teller.id();
        }
        Member known = told.member(self.nodeId());
        if (told.hasRemoved(self.instance())) {
            throw new RemovedException(self.nodeId());
        } else if (isThis(known) || formation.members().stream().anyMatch(this::isThis)) {
            admitted(formation);
            return "";
        } else if (!self.origin().equals(NodeIdentity.EMPTY)) {
            throw new NotAdmittedException(teller.id() + " is part of a running cluster " + config.clusterId()
                    + ", but this node was restored from a backup: stop all nodes and restore all of them from the same"
                    + " file, or start this one with an empty data folder");
        } else if (known == null) {
            return "waits to be added: the cluster of " + teller.id() + " has no member " + self.nodeId()
                    + "; add it with: bin/trivet member add " + self.nodeId() + " --raft "
                    + config.self().raft() + " --http " + config.self().http() + " --endpoint http://" + teller.http();
        } else if (!known.instance().isEmpty()) {
            return lostItsDisk(teller, told);
        }
        transport.join(teller.raft(), self, Deadline.after(PATIENCE));
        for (Member member : told.membership().members()) {
            if (!member.id().equals(self.nodeId())) {
                transport.join(Members.addressed(member).raft(), self, Deadline.after(PATIENCE));
            }
        }
        return "joins the cluster of " + teller.id();
    }

    /** Whether a member is this node, data folder and all. A cluster that has just been formed knows its founders only so. */
    private boolean isThis(@Nullable Member member) {
        NodeIdentity self = folder.identity();
        return member != null
                && member.id().equals(self.nodeId())
                && member.instance().equals(self.instance());
    }

    private String lostItsDisk(NodeConfig.Member teller, Introduction told) {
        String mended =
                "its disk was lost, or its folder was removed, and what it has acknowledged with it. Replace it:"
                        + " bin/trivet member replace " + config.nodeId() + " --endpoint http://" + teller.http();
        if (told.confirmed()) {
            throw new NotAdmittedException("the data folder " + folder.root() + " is empty, but " + teller.id()
                    + " says that " + config.nodeId() + " is a member that has data: " + mended);
        }
        return "waits for a quorum: " + teller.id()
                + " knows it as a member that has data, but cannot tell whether that" + " is still so. If " + mended;
    }

    private void admitted(Formation formation) {
        try {
            folder.update(folder.identity().admitted(formation));
        } catch (IOException e) {
            throw new NotAdmittedException("cannot write " + folder.root() + ": " + e.getMessage());
        }
    }

    // ------------------------------------------------------------------ a cluster that is to be formed

    private String form(Map<NodeConfig.Member, Introduction> answers) {
        List<String> missing = new ArrayList<>();
        for (NodeConfig.Member member : config.members()) {
            Introduction told = answers.get(member);
            if (told != null) {
                String differs = difference(member, told);
                if (!differs.isEmpty()) {
                    return differs;
                }
            } else if (!member.id().equals(config.nodeId())) {
                missing.add(member.id());
            }
        }
        if (!missing.isEmpty()) {
            return "waits for " + String.join(" and ", missing) + ": a cluster is formed by all its members together";
        }
        String first = config.members().stream()
                .map(NodeConfig.Member::id)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        if (!first.equals(config.nodeId())) {
            return "waits for " + first + " to form the cluster";
        }
        List<Member> members = new ArrayList<>();
        for (NodeConfig.Member member : config.members()) {
            Introduction told = answers.get(member);
            NodeIdentity identity = told == null ? folder.identity() : told.identity();
            members.add(Members.unjoined(member).joined(identity.instance()));
        }
        admitted(new Formation(NodeIdentity.random(), members));
        LOG.info(
                "{} forms the cluster {} with {}",
                config.nodeId(),
                config.clusterId(),
                answers.keySet().stream().map(NodeConfig.Member::id).toList());
        return "";
    }

    /** Why this node cannot form a cluster with another new one; empty when it can. */
    private String difference(NodeConfig.Member member, Introduction told) {
        NodeIdentity self = folder.identity();
        NodeIdentity other = told.identity();
        if (!other.nodeId().equals(member.id())) {
            return "waits for " + member.id() + ": at " + member.raft() + " there is " + other.nodeId();
        } else if (!other.origin().equals(self.origin())) {
            return otherOrigin(member, self, other);
        }
        Introduction own = newcomer(config, self);
        return new HashSet<>(told.membership().members())
                        .equals(new HashSet<>(own.membership().members()))
                ? ""
                : "waits for the same configuration everywhere: the file of " + member.id()
                        + " lists other members, or other addresses, than this node's";
    }

    private static String otherOrigin(NodeConfig.Member member, NodeIdentity self, NodeIdentity other) {
        if (other.origin().equals(NodeIdentity.EMPTY)) {
            return "waits for " + member.id()
                    + ", whose data folder is empty while this node was restored from a backup:"
                    + " restore it from the same file";
        } else if (self.origin().equals(NodeIdentity.EMPTY)) {
            throw new NotAdmittedException("this node is empty, but " + member.id()
                    + " was restored from a backup: restore this one from the same file");
        }
        throw new NotAdmittedException("this node and " + member.id() + " were restored from different backups, or for"
                + " different members, " + self.origin() + " and " + other.origin()
                + ": restore all from the same file with the same members");
    }
}
