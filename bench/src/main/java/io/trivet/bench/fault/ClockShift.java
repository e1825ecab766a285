package io.trivet.bench.fault;

import io.trivet.bench.cluster.Clock;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.Own;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The wall clock of one node goes wrong by minutes, and right again. */
final class ClockShift implements Fault {

    private static final String FORWARDS = "forwards";
    private static final int LONGEST_SECONDS = 600;

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Variant> variants() {
        return List.of(
                Variant.of(Target.LEADER, FORWARDS, 1500, 5000),
                Variant.of(Target.LEADER, "backwards", 1500, 5000),
                Variant.of(Target.FOLLOWER, FORWARDS, 1500, 5000),
                Variant.of(Target.FOLLOWER, "backwards", 1500, 5000));
    }

    @Override
    public ClusterSpec prepare(ClusterSpec spec) {
        return spec.withOwn(Own.CLOCK);
    }

    @Override
    public Optional<String> missing() {
        return Own.CLOCK.missing();
    }

    @Override
    public void strike(Injection injection) {
        Duration offset = Duration.ofSeconds(60 + injection.random().nextInt(LONGEST_SECONDS - 60));
        Duration shift = injection.variant().detail().equals(FORWARDS) ? offset : offset.negated();
        Clock clock = injection.choose().clock().orElseThrow();
        injection.note("by " + shift.toSeconds() + " s");
        clock.set(shift);
        try {
            injection.hold();
        } finally {
            clock.set(Duration.ZERO);
        }
    }
}
