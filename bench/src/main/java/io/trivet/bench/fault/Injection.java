package io.trivet.bench.fault;

import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One strike of a fault: what it may use, and what it tells. Used by the thread of the strike alone. */
public final class Injection {

    /** SIGKILL, as an exit status. */
    static final int KILLED = 137;

    private static final Duration LOOK = Duration.ofMillis(200);

    private final LocalCluster cluster;
    private final FaultPlan.Planned planned;
    private final Casualties casualties;
    private final CountDownLatch stop;
    private final Consumer<String> violations;
    private final Random random;
    private final List<NodeProcess> taken = new ArrayList<>();
    private final List<NodeProcess> hit = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Injection(
            LocalCluster cluster,
            FaultPlan.Planned planned,
            Casualties casualties,
            CountDownLatch stop,
            Consumer<String> violations) {
        this.cluster = cluster;
        this.planned = planned;
        this.casualties = casualties;
        this.stop = stop;
        this.violations = violations;
        this.random = new Random(planned.seed());
    }

    /** There is nothing to break at this moment. */
    public static final class Skipped extends RuntimeException {

        private static final long serialVersionUID = 1;

        Skipped(String reason) {
            super(reason);
        }
    }

    public LocalCluster cluster() {
        return cluster;
    }

    /** The links of the cluster, for faults that ask for them by {@link Fault#prepare}. */
    public Links links() {
        return cluster.links().orElseThrow(() -> new IllegalStateException("the nodes share one network"));
    }

    public Variant variant() {
        return planned.variant();
    }

    /** For choices at the moment of the strike. */
    public Random random() {
        return random;
    }

    /**
     * The nodes of the target, of which no other fault breaks the process before the end of this one.
     *
     * @throws Skipped when other faults hold all of them
     */
    public List<NodeProcess> take() {
        List<NodeProcess> nodes = casualties.take(variant().target(), random);
        if (nodes.isEmpty()) {
            throw new Skipped("another fault holds the " + variant().target());
        }
        taken.addAll(nodes);
        hit.addAll(nodes);
        return nodes;
    }

    /**
     * One node as by {@link #take} whose data may be lost, until {@link #restored}.
     *
     * @throws Skipped when a majority of the nodes would then be without its data
     */
    public NodeProcess takeWithData() {
        NodeProcess node = take().get(0);
        if (!casualties.mayLoseData(node)) {
            throw new Skipped("as many nodes are without their data as a majority can do without");
        }
        return node;
    }

    /** Leaves one of the nodes of {@link #take} to other faults before the end of this one. */
    public void release(NodeProcess node) {
        if (taken.remove(node)) {
            casualties.release(List.of(node));
        }
    }

    /** The node has everything again that it acknowledged. */
    public void restored(NodeProcess node) {
        casualties.restored(node);
    }

    /** One node of the target, for a fault that leaves its process alone. */
    public NodeProcess choose() {
        NodeProcess node = casualties.choose(variant().target(), random).get(0);
        hit.add(node);
        return node;
    }

    /** Waits for the planned time, or until the run ends. */
    public void hold() {
        hold(planned.lasting());
    }

    /** Waits for some time, or until the run ends. */
    public void hold(Duration time) {
        try {
            boolean unused = stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a fault", e);
        }
    }

    /** Waits for some time, until the condition holds, or until the run ends. */
    public void hold(Duration longest, BooleanSupplier enough) {
        long begin = System.nanoTime();
        while (!stopping() && System.nanoTime() - begin < longest.toNanos() && !enough.getAsBoolean()) {
            hold(LOOK);
        }
    }

    /** How long the fault shall last. */
    public Duration lasting() {
        return planned.lasting();
    }

    /** Whether the run ends, and everything shall be mended. */
    public boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Starts a node that has ended; its exit status must be one of those that the fault allows. */
    public void bringBack(NodeProcess node, int... allowed) {
        OptionalInt status = node.exitStatus();
        if (status.isEmpty()) {
            return;
        }
        if (IntStream.of(allowed).noneMatch(code -> code == status.getAsInt())) {
            violation(node, "ended with exit code " + status.getAsInt());
        }
        node.start();
    }

    /** Reports that a node did what no fault excuses. */
    public void violation(NodeProcess node, String what) {
        violations.accept(node + " " + what + " during " + planned + "; its log ends:\n" + node.logTail());
    }

    /** Adds to what is told about this strike. */
    public void note(String text) {
        notes.add(text);
    }

    FaultEvent event(long start, long end) {
        String nodes = hit.stream().map(NodeProcess::id).sorted().collect(Collectors.joining(" "));
        String target = nodes.isEmpty() ? variant().toString() : variant() + ": " + nodes;
        return new FaultEvent(planned.fault().name(), target, start, end, String.join("; ", notes));
    }

    void release() {
        casualties.release(taken);
    }
}
