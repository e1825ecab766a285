package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.config.NodeConfig.Member;
import io.trivet.server.raft.ClusterStatus.MemberView;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Asks every member for its status, at the same time and with a short deadline, so that any node can tell of all. */
final class ClusterProbe {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final byte[] NOTHING = {};

    private final String self;
    private final Members members;
    private final PeerTransport transport;
    private final Supplier<MemberStatus> ownStatus;

    /**
     * @param self the id of this node
     * @param ownStatus what this node says of itself
     */
    ClusterProbe(String self, Members members, PeerTransport transport, Supplier<MemberStatus> ownStatus) {
        this.self = self;
        this.members = members;
        this.transport = transport;
        this.ownStatus = ownStatus;
    }

    /** What the members say. Never fails: a member that does not answer within half a second is unreachable. */
    CompletableFuture<ClusterStatus> ask() {
        MemberStatus own = ownStatus.get();
        List<Member> asked = members.list();
        Deadline deadline = Deadline.after(TIMEOUT);
        List<CompletableFuture<MemberStatus>> answers = asked.stream()
                .map(member ->
                        member.id().equals(self) ? CompletableFuture.completedFuture(own) : ask(member, deadline))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> combine(
                        asked,
                        own,
                        answers.stream().map(CompletableFuture::join).toList()));
    }

    /** Whether a member runs and can be reached; blocks for half a second at most. */
    boolean answers(Member member) {
        return ask(member, Deadline.after(TIMEOUT)).join().role() != Role.UNREACHABLE;
    }

    private CompletableFuture<MemberStatus> ask(Member member, Deadline deadline) {
        CompletableFuture<MemberStatus> answer = transport
                .ask(member.raft(), PeerRequest.Kind.STATUS, NOTHING, deadline)
                .thenApply(ClusterProbe::status);
        return deadline.bound(answer, () -> new UnknownOutcomeException("no answer"))
                .exceptionally(failure -> MemberStatus.UNREACHABLE);
    }

    private static MemberStatus status(PeerResponse response) {
        try {
            return response.result() == PeerResponse.Result.OK
                    ? PeerCodec.decodeStatus(response.body())
                    : MemberStatus.UNREACHABLE;
        } catch (IOException e) {
            return MemberStatus.UNREACHABLE;
        }
    }

    static ClusterStatus combine(List<Member> members, MemberStatus own, List<MemberStatus> statuses) {
        long committed =
                statuses.stream().mapToLong(MemberStatus::committedIndex).max().orElse(0);
        List<MemberView> views = IntStream.range(0, statuses.size())
                .mapToObj(i -> {
                    MemberStatus status = statuses.get(i);
                    long lag = Math.max(0, committed - status.appliedIndex());
                    return new MemberView(members.get(i), status, lag);
                })
                .toList();
        long term = statuses.stream().mapToLong(MemberStatus::term).max().orElse(0);
        return new ClusterStatus(leader(views), term, own.revision(), views);
    }

    /**
     * The leader that was named with the latest term: one that was cut off believes in itself for a while. Nobody, when
     * that member answered and says that it does not lead: its followers take an election timeout to notice.
     */
    private static @Nullable String leader(List<MemberView> views) {
        MemberStatus latest = views.stream()
                .map(MemberView::status)
                .filter(status -> status.leader() != null)
                .max(Comparator.comparingLong(MemberStatus::term).thenComparing(status -> status.role() == Role.LEADER))
                .orElse(MemberStatus.UNREACHABLE);
        boolean denied = views.stream()
                .filter(view -> view.member().id().equals(latest.leader()))
                .anyMatch(view ->
                        view.status().role() != Role.LEADER && view.status().role() != Role.UNREACHABLE);
        return denied ? null : latest.leader();
    }
}
