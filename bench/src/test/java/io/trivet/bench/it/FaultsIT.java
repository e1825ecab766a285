package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.client.WriteResult;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.Disk;
import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Own;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.fault.Fault;
import io.trivet.bench.fault.FaultChoice;
import io.trivet.bench.fault.FaultEvent;
import io.trivet.bench.fault.FaultPlan;
import io.trivet.bench.fault.FaultRunner;
import io.trivet.bench.fault.Target;
import io.trivet.bench.history.History;
import io.trivet.bench.workload.FailoverProbe;
import io.trivet.bench.workload.RecordingClient;
import io.trivet.bench.workload.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each fault does to a cluster what it says. What the machine does not permit is skipped, with the reason. */
class FaultsIT {

    private static final int STORAGE_FAILED = 6;
    private static final int VALUE_BYTES = 256 * 1024;
    private static final Duration LONG = Duration.ofDays(2);
    private static final WriteOptions HASTY = WriteOptions.PLAIN.within(Duration.ofMillis(1500));

    private static LocalCluster cluster;

    private final History history = new History();

    @BeforeAll
    static void start() {
        ClusterSpec spec = ClusterSpec.of("faults", 3);
        for (Own own : Own.values()) {
            spec = spec.withOwn(own);
        }
        cluster = Clusters.start(spec);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void verify() {
        Clusters.revive(cluster);
        Restarts.readAll(cluster, history);
        Verdict.assertCorrect(history);
    }

    @Test
    void when_theLeaderIsCutOff_then_itAcknowledgesNothingAndTheOthersServe() {
        Links links = links();
        NodeProcess cutOff = cluster.awaitLeader(Clusters.PATIENCE);
        Links.Loss loss = links.isolate(cutOff);
        try {
            assertNotEquals(
                    WriteResult.APPLIED,
                    new RecordingClient(cutOff, history)
                            .put("isolated", "lost", HASTY)
                            .writeResult());
            serves("isolated", cluster.others(cutOff));
            assertNotEquals(cutOff, cluster.awaitLeader(Clusters.PATIENCE, node -> node != cutOff));
        } finally {
            loss.heal();
        }
    }

    @Test
    void when_theLeaderIsNotHeard_then_theOthersElectOneAndItHearsOfIt() {
        Links links = links();
        NodeProcess mute = cluster.awaitLeader(Clusters.PATIENCE);
        Links.Loss loss = links.cut(List.of(mute), cluster.others(mute));
        try {
            cluster.awaitLeader(Clusters.PATIENCE, node -> node != mute);
            serves("mute", cluster.others(mute));
        } finally {
            loss.heal();
        }
    }

    @Test
    void when_aDiskIsFull_then_theOthersServeAndTheNodeEndsWithTheCodeForIt() {
        permits(Own.DISK);
        NodeProcess full = cluster.awaitLeader(Clusters.PATIENCE);
        Disk disk = full.disk().orElseThrow();
        disk.fill();
        try {
            serves("full", cluster.others(full));
            RecordingClient other = new RecordingClient(cluster.others(full).get(0), history);
            AtomicInteger number = new AtomicInteger();
            Poll.until("the full node ends", Clusters.PATIENCE, () -> {
                int i = number.incrementAndGet();
                other.put("large" + i, "x".repeat(VALUE_BYTES) + i, HASTY);
                return !full.alive();
            });
            assertEquals(STORAGE_FAILED, full.exitStatus().orElseThrow(), full::logTail);
        } finally {
            disk.free();
        }
    }

    @Test
    void when_aClockIsSet_then_theNodeTellsThatTimeAndServes() {
        permits(Own.CLOCK);
        NodeProcess ahead = cluster.awaitLeader(Clusters.PATIENCE);
        ahead.clock().orElseThrow().set(LONG);
        try {
            serves("ahead", cluster.nodes());
            int before = ahead.logLines().size();
            ahead.kill9();
            ahead.start();
            Poll.until(
                    "the node starts", Clusters.PATIENCE, () -> ahead.client().ready());
            String line = ahead.logLines().get(before);
            Instant told = Instant.parse(line.substring(0, line.indexOf(' ')));
            assertTrue(told.isAfter(Instant.now().plus(LONG.dividedBy(2))), line);
        } finally {
            ahead.clock().orElseThrow().set(Duration.ZERO);
        }
    }

    @Test
    void when_twoWouldLoseTheirData_then_oneIsReplacedAndTheOtherIsSpared() {
        Fault replace = FaultChoice.named(List.of("replace")).possible().get(0);
        List<FaultEvent> events = run(replace, Target.LEADER, Target.FOLLOWER);
        assertEquals(
                1,
                events.stream()
                        .filter(event -> event.note().startsWith("skipped: "))
                        .count(),
                events::toString);
    }

    @Test
    void when_aBitIsFlipped_then_theNodeRefusesOrServesAndIsReplaced() {
        Fault flip = FaultChoice.named(List.of("bitflip")).possible().get(0);
        serves("flip", cluster.nodes());
        System.out.println("  " + run(flip, Target.FOLLOWER));
    }

    /** Strikes of one fault at the same moment, of which none may fail or find a violation. */
    private static List<FaultEvent> run(Fault fault, Target... targets) {
        Seed seed = Seed.announce("FaultsIT");
        List<FaultPlan.Planned> planned = new ArrayList<>();
        IntStream.range(0, targets.length)
                .forEach(i -> planned.add(new FaultPlan.Planned(
                        Duration.ZERO,
                        Duration.ZERO,
                        fault,
                        fault.variants().stream()
                                .filter(variant -> variant.target() == targets[i])
                                .findFirst()
                                .orElseThrow(),
                        seed.value() + i)));
        try (FaultRunner runner = FaultRunner.start(cluster, new FaultPlan(seed.value(), planned))) {
            runner.await();
            runner.healAll(Clusters.PATIENCE);
            assertEquals(List.of(), runner.problems());
            assertEquals(List.of(), runner.violations());
            return runner.events();
        }
    }

    private void serves(String name, List<NodeProcess> nodes) {
        new FailoverProbe(history, name).firstWrites(nodes, System.nanoTime(), Clusters.PATIENCE);
    }

    private static Links links() {
        permits(Own.NETWORK);
        return cluster.links().orElseThrow();
    }

    private static void permits(Own own) {
        assumeTrue(own.missing().isEmpty(), () -> own.missing().orElseThrow());
    }
}
