package io.trivet.bench.load.compare;

import io.trivet.bench.cluster.Signal;
import io.trivet.bench.load.generator.Generator;
import io.trivet.bench.load.generator.Ledger;
import io.trivet.bench.load.generator.Schedule;
import io.trivet.bench.load.measure.Measured;
import io.trivet.bench.load.system.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A system that takes part, with what is known of its keys. Between its turns its processes are frozen (SIGSTOP): idle servers
 * cost a small machine as much as a tenth of its time, which would be charged to whoever has its turn, and starting anew for
 * each turn would charge a JVM for compiling its code again and again.
 */
final class Contender implements AutoCloseable {

    private static final int FILLERS = 64;

    private final Target target;
    private final Ledger ledger;

    /** A system whose processes run. */
    Contender(Target target, Ledger ledger) {
        this.target = target;
        this.ledger = ledger;
    }

    Target target() {
        return target;
    }

    List<String> violations() {
        return ledger.violations();
    }

    /** Writes all keys, and freezes. */
    void fill() {
        target.awaitReady();
        try (Generator generator =
                new Generator(target.interfaces(true).values().iterator().next(), FILLERS, ledger, true)) {
            generator.fill(second -> {});
        }
        send(Signal.STOP);
    }

    /** One turn: a measurement by each of its interfaces, which are named in the result. */
    Map<String, Measured> measure(Contest contest, Duration warmUp, Duration length) {
        send(Signal.CONT);
        target.awaitReady();
        Map<String, Measured> measured = new TreeMap<>();
        target.interfaces(contest.linearizable()).forEach((name, connector) -> {
            try (Generator generator = new Generator(connector, contest.clients(), ledger, contest.linearizable())) {
                measured.put(
                        target.name() + ", " + name,
                        Measured.of(
                                target,
                                generator,
                                ledger,
                                contest.mix(),
                                Schedule.closedLoop(),
                                warmUp,
                                length,
                                second -> {}));
            }
        });
        send(Signal.STOP);
        return measured;
    }

    private void send(Signal signal) {
        target.processes().values().forEach(signal::send);
    }

    @Override
    public void close() {
        target.close();
    }
}
