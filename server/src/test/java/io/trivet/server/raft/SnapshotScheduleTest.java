package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.metrics.Metrics;
import io.trivet.server.raft.ClusterStatus.MemberView;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Condition;
import io.trivet.statemachine.Entry;
import io.trivet.statemachine.Membership;
import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreOptions;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a snapshot is taken. JRaft is played by a proxy, which takes none. */
class SnapshotScheduleTest {
    private static final long ENTRIES = 10;

    @TempDir
    private Path folder;

    private final BlockingQueue<Closure> taken = new LinkedBlockingQueue<>();
    private final Node jraft = (Node) Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (proxy, method, arguments) -> taken.add((Closure) arguments[0]));
    private NodeConfig config;
    private Store store;
    private Snapshots snapshots;
    private SnapshotSchedule schedule;

    @BeforeEach
    void open() throws Exception {
        config = ConfigLoader.load(null, List.of("raft.snapshot_log_entries=" + ENTRIES));
        store = Store.open(folder.resolve("store"), "test", new StoreOptions(1 << 20, 1 << 20, 1 << 20));
        snapshots = new Snapshots(store, "test", new RaftMetrics(new Metrics()));
        schedule = new SnapshotSchedule(jraft, store, snapshots, config.raft());
        apply(5);
        CompletableFuture<Status> saved = new CompletableFuture<>();
        snapshots.save(new SnapshotFolder(folder.resolve("first")), saved::complete);
        assertTrue(saved.get(30, TimeUnit.SECONDS).isOk());
        assertEquals(5, snapshots.lastIndex());
    }

    @AfterEach
    void close() {
        snapshots.stop();
        store.close();
    }

    @Test
    void when_entriesWereApplied_then_aSnapshotIsTaken() throws Exception {
        apply(ENTRIES - 1);
        assertEquals(0, run());
        apply(1);
        assertEquals(1, run());
    }

    /** The log has to stay bounded, also where many writes share an entry. */
    @Test
    void when_writesShareEntries_then_writesCount() throws Exception {
        List<Command> puts = Collections.nCopies(
                (int) ENTRIES - 1, new Command.Put(new byte[] {1}, new byte[0], "", Condition.ALWAYS));
        apply(1, new Proposal(1, puts));
        assertEquals(0, run());
        apply(1, new Proposal(1, puts.get(0)));
        assertEquals(1, run());
    }

    /** It would need the next one when it has this one, and so on. */
    @Test
    void when_memberCatchesUp_then_theLogIsNotCutUnderIt() throws Exception {
        apply(ENTRIES);
        look(Role.FOLLOWER, 4);
        assertEquals(0, run());
        look(Role.FOLLOWER, 5);
        assertEquals(1, run());
    }

    @Test
    void when_memberDoesNotAnswer_then_nobodyWaitsForIt() throws Exception {
        apply(ENTRIES);
        look(Role.UNREACHABLE, 0);
        assertEquals(1, run());
    }

    @Test
    void when_memberCatchesUpForLong_then_theLogStaysBounded() throws Exception {
        look(Role.LEARNER, 4);
        apply(10 * ENTRIES - 1);
        assertEquals(0, run());
        apply(1);
        assertEquals(1, run());
    }

    @Test
    void when_leadershipIsLost_then_whatWasSaidOfTheMembersIsForgotten() throws Exception {
        apply(ENTRIES);
        look(Role.FOLLOWER, 4);
        schedule.reset();
        assertEquals(1, run());
    }

    /** Looks once; how many snapshots that began. */
    private int run() throws Exception {
        schedule.run();
        CompletableFuture<Void> after = new CompletableFuture<>();
        snapshots.flushAndThen(() -> after.complete(null));
        after.get(30, TimeUnit.SECONDS);
        int begun = taken.size();
        taken.forEach(closure -> closure.run(Status.OK()));
        taken.clear();
        return begun;
    }

    private void look(Role role, long appliedIndex) {
        MemberStatus status = new MemberStatus(role, 1, "node1", appliedIndex, appliedIndex, 0, "test");
        schedule.look(new ClusterStatus("node1", 1, 0, List.of(new MemberView(config.self(), status, 0))));
    }

    private void apply(long entries) {
        apply(entries, new Proposal(1, new Command.ChangeMembers(Membership.NONE)));
    }

    private void apply(long entries, Proposal proposal) {
        byte[] entry = ProposalCodec.encode(proposal);
        for (long i = 0; i < entries; i++) {
            store.apply(List.of(new Entry(store.appliedIndex() + 1, 1, ByteBuffer.wrap(entry))));
        }
    }
}
