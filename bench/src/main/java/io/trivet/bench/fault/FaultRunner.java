package io.trivet.bench.fault;

import io.trivet.bench.cluster.Disk;
import io.trivet.bench.cluster.Links;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Carries out a plan on a cluster, each fault on a thread of its own, and watches the processes meanwhile: a node that
 * ends outside of a fault of its own is a violation, and is started again. Safe for use by many threads.
 */
public final class FaultRunner implements AutoCloseable {

    private static final Duration WATCH = Duration.ofMillis(50);
    private static final Duration LAST_STRIKE = Duration.ofMinutes(2);

    private final LocalCluster cluster;
    private final Casualties casualties;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final long start = System.nanoTime();
    private final Queue<FaultEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<Thread> strikes = new ArrayList<>();
    private final Thread watch;

    private FaultRunner(LocalCluster cluster, FaultPlan plan) {
        this.cluster = cluster;
        this.casualties = new Casualties(cluster);
        plan.faults()
                .forEach(
                        planned -> strikes.add(thread("fault-" + planned.fault().name(), () -> strike(planned))));
        this.watch = thread("watch", this::watch);
    }

    /** Begins with the plan now, on a cluster whose nodes all run. */
    public static FaultRunner start(LocalCluster cluster, FaultPlan plan) {
        FaultRunner runner = new FaultRunner(cluster, plan);
        runner.strikes.forEach(Thread::start);
        runner.watch.start();
        return runner;
    }

    /** Waits until every planned fault is over. */
    public void await() {
        strikes.forEach(strike -> join(strike, Duration.ZERO));
    }

    /**
     * Breaks nothing more, mends what is broken and waits until all nodes are ready; that they are not in time is a
     * violation.
     */
    public void healAll(Duration limit) {
        stop.countDown();
        strikes.forEach(strike -> join(strike, LAST_STRIKE));
        join(watch, LAST_STRIKE);
        cluster.links().ifPresent(Links::healAll);
        for (NodeProcess node : cluster.nodes()) {
            node.clock().ifPresent(clock -> clock.set(Duration.ZERO));
            node.disk().ifPresent(Disk::free);
            if (node.paused()) {
                node.resume();
            }
        }
        cluster.startAll();
        try {
            cluster.awaitReady(limit);
        } catch (IllegalStateException e) {
            violations.add("after everything was mended: " + e.getMessage());
        }
    }

    /** The faults that are over, in the order of their end. */
    public List<FaultEvent> events() {
        return List.copyOf(events);
    }

    /** Faults that could not be made or mended: trouble of the test and not of the cluster. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** What no fault excuses, such as a node that ended by itself. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Breaks nothing more; the threads end soon. */
    @Override
    public void close() {
        stop.countDown();
    }

    private void strike(FaultPlan.Planned planned) {
        if (stopsWithin(planned.at().minusNanos(System.nanoTime() - start))) {
            return;
        }
        Injection injection = new Injection(cluster, planned, casualties, stop, violations::add);
        long begin = System.nanoTime();
        try {
            planned.fault().strike(injection);
        } catch (Injection.Skipped e) {
            injection.note("skipped: " + e.getMessage());
        } catch (RuntimeException e) {
            injection.note("failed");
            problems.add(planned + ": " + e);
        } finally {
            injection.release();
            events.add(injection.event(begin, System.nanoTime()));
        }
    }

    private void watch() {
        while (!stopsWithin(WATCH)) {
            cluster.nodes().forEach(this::watch);
        }
    }

    private void watch(NodeProcess node) {
        node.exitStatus().ifPresent(status -> {
            if (casualties.takeIfDead(node)) {
                violations.add(
                        node + " ended by itself with exit code " + status + "; its log ends:\n" + node.logTail());
                node.start();
                casualties.release(List.of(node));
            }
        });
    }

    private boolean stopsWithin(Duration time) {
        try {
            return stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void join(Thread thread, Duration limit) {
        try {
            thread.join(limit.toMillis());
            if (thread.isAlive()) {
                problems.add(thread.getName() + " has not ended within " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the faults", e);
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
