package io.trivet.server.raft;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.trivet.server.metrics.Metrics;
import io.trivet.server.raft.ReadBarrier.Result;
import io.trivet.statemachine.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Raft does on this node besides its log: read-index rounds, forwards, snapshots, who leads. Thread-safe. */
final class RaftMetrics {
    private static final String FORWARDS = "trivet.forwards";
    private static final String FORWARDS_IS = "Writes that this node sent to the leader";

    private final Metrics metrics;
    private final Timer confirmed;
    private final Timer unconfirmed;
    private final Counter askedEnough;
    private final Counter askedTooLittle;
    private final Counter forwarded;
    private final Counter refused;
    private final Counter unknown;
    private final Counter received;
    private final DistributionSummary forwardWrites;
    private final Timer forwardWaited;
    private final Timer saved;
    private final Counter failed;
    private final Timer installed;
    private final Map<String, Double> lags = new ConcurrentHashMap<>();

    RaftMetrics(Metrics metrics) {
        this.metrics = metrics;
        confirmed = round("confirmed");
        unconfirmed = round("failed");
        askedEnough = questions("none");
        askedTooLittle = questions("round");
        forwarded = metrics.counter(FORWARDS, FORWARDS_IS, "outcome", "answered");
        refused = metrics.counter(FORWARDS, FORWARDS_IS, "outcome", "not_applied");
        unknown = metrics.counter(FORWARDS, FORWARDS_IS, "outcome", "unknown");
        received = metrics.counter("trivet.forwards.received", "Writes that other nodes sent to this one");
        forwardWrites = metrics.sizes("trivet.forward.writes", "Writes in each message to the leader");
        forwardWaited = metrics.timer(
                "trivet.forward.wait", "How long writes waited until those before them were answered by the leader");
        saved = metrics.timer("trivet.snapshot.save", "Raft snapshots that were saved, from the checkpoint on");
        failed = metrics.counter("trivet.snapshot.failures", "Raft snapshots that could not be saved");
        installed = metrics.timer("trivet.snapshot.install", "Raft snapshots of the leader that replaced the store");
    }

    private Timer round(String result) {
        return metrics.timer("trivet.read.round", "Read-index rounds that this node began", "result", result);
    }

    private Counter questions(String took) {
        return metrics.counter(
                "trivet.read.questions",
                "Followers' questions for the read index that this node answered as their leader",
                "took",
                took);
    }

    /** Tells at each scrape what the node knows. */
    void watch(NodeWatch watch, Leadership leadership, Snapshots snapshots, Store store, Path log) {
        metrics.gauge("trivet.raft.term", "The term, as far as this node knows", leadership, Leadership::term);
        metrics.gauge(
                "trivet.raft.leading", "1 when this node leads", leadership, known -> known.isEstablished() ? 1 : 0);
        metrics.gauge(
                "trivet.raft.leader.known",
                "1 when this node knows a leader",
                watch,
                known -> known.leader() == null ? 0 : 1);
        metrics.gauge(
                "trivet.raft.applied.index",
                "The last log index applied",
                watch,
                known -> Math.max(known.appliedIndex(), store.appliedIndex()));
        metrics.gauge(
                "trivet.raft.committed.index",
                "The last log index known to be committed",
                watch,
                known -> Math.max(known.committedIndex(), store.appliedIndex()));
        metrics.gauge("trivet.log.bytes", "The files of this node's log", log, RaftMetrics::bytes);
        metrics.gauge(
                "trivet.snapshot.index", "The log index of the newest Raft snapshot", snapshots, Snapshots::lastIndex);
    }

    /** What the files of a folder take; NaN when that cannot be told. */
    private static double bytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum(); // 0 for one that has just gone
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN;
        }
    }

    /** The same round, timed. */
    ReadBarrier.Round timed(ReadBarrier.Round round) {
        return done -> {
            long begun = System.nanoTime();
            round.start(result -> {
                Timer timer = result == Result.CONFIRMED ? confirmed : unconfirmed;
                timer.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                done.accept(result);
            });
        };
    }

    /** @param atOnce whether the question was confirmation enough, or a round is needed */
    void asked(boolean atOnce) {
        (atOnce ? askedEnough : askedTooLittle).increment();
    }

    /** How a write that was sent to the leader ended. */
    void forwarded(@Nullable Throwable failure) {
        if (failure == null) {
            forwarded.increment();
        } else if (failure instanceof UnavailableException) {
            refused.increment();
        } else {
            unknown.increment();
        }
    }

    /** A message with so many writes goes to the leader. */
    void forwarding(int writes) {
        forwardWrites.record(writes);
    }

    /** A write waited so long until it could be sent to the leader. */
    void forwardWaited(long nanos) {
        forwardWaited.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Another node has sent writes. */
    void received(int writes) {
        received.increment(writes);
    }

    /** @param begun when the checkpoint was made, by {@link System#nanoTime} */
    void snapshotSaved(long begun) {
        saved.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    void snapshotFailed() {
        failed.increment();
    }

    /** @param begun when it had come and its digests were to be verified, by {@link System#nanoTime} */
    void snapshotInstalled(long begun) {
        installed.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    /** What a leader has heard of its members. */
    void look(ClusterStatus cluster) {
        reset(); // who was removed lags no more
        cluster.members().forEach(view -> {
            boolean told = view.status().role() != Role.UNREACHABLE;
            if (lags.put(view.member().id(), told ? view.lag() : Double.NaN) == null) {
                addLag(view.member().id());
            }
        });
    }

    private void addLag(String member) {
        metrics.gauge(
                "trivet.raft.lag",
                "Log entries that a member has yet to apply, as the leader was told; NaN when it was not, or elsewhere",
                lags,
                known -> known.getOrDefault(member, Double.NaN),
                "member",
                member);
    }

    /** There is nobody whose lag this node knows. */
    void reset() {
        lags.replaceAll((member, lag) -> Double.NaN);
    }
}
