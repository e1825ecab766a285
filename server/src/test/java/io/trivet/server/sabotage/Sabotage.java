package io.trivet.server.sabotage;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** The ways in which a server can be broken, each in one method. */
enum Sabotage {
    READS_WITHOUT_BARRIER(ReadsWithoutBarrier.class, "io.trivet.server.service.KeyValueService", named("barrier")),
    READ_JOINS_ROUND(ReadJoinsRound.class, "io.trivet.server.raft.ReadBarrier", named("finish")),
    FORWARDS_TWICE(ForwardsTwice.class, "io.trivet.server.raft.PeerTransport", named("ask")),
    UNKNOWN_AS_NOT_APPLIED(UnknownAsNotApplied.class, "io.trivet.server.service.FailureException", named("of")),
    APPLIED_TWICE(
            AppliedTwice.class, "io.trivet.statemachine.Meta", named("open").and(takesArguments(2))),
    LOST_ENTRY(
            LostEntry.class, "io.trivet.server.raft.RaftService", named("check").and(takesArguments(3))),
    UNSYNCED_LOG(UnsyncedLog.class, "io.trivet.server.raft.JRaftOptions", named("raftOptions")),
    SNAPSHOT_MISSES_WRITES(
            SnapshotMissesWrites.class,
            "com.alipay.sofa.jraft.storage.snapshot.SnapshotExecutorImpl",
            named("onSnapshotSaveDone")),
    OLD_LEADER_READS(OldLeaderReads.class, "io.trivet.server.service.KeyValueService", named("barrier"));

    private final Class<?> advice;
    private final String target;
    private final ElementMatcher<? super MethodDescription> method;

    /**
     * @param advice what runs at the begin or the end of the method
     * @param target the name of the class that is broken
     * @param method its method; there must be exactly one
     */
    Sabotage(Class<?> advice, String target, ElementMatcher<? super MethodDescription> method) {
        this.advice = advice;
        this.target = target;
        this.method = method;
    }

    /**
     * The sabotage of a name, such as {@code lost-entry}.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names
     */
    static Sabotage ofName(String name) {
        return Arrays.stream(values())
                .filter(sabotage -> sabotage.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no sabotage '" + name + "'; there are "
                        + Arrays.stream(values()).map(Sabotage::toString).collect(Collectors.joining(", "))));
    }

    Class<?> advice() {
        return advice;
    }

    String target() {
        return target;
    }

    ElementMatcher<? super MethodDescription> method() {
        return method;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
