package io.trivet.bench.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * When to break what: a function of its seed. Each kind comes once before any comes twice. Faults stand in lanes, so
 * that at most as many overlap; one that hits all nodes stands alone, and no two take data from a node at the same time.
 *
 * @param seed what it was made from
 * @param faults by the time of their begin
 */
public record FaultPlan(long seed, List<Planned> faults) {

    /** With one lane, so that each fault meets a cluster that has recovered from the one before. */
    private static final Duration RECOVERY = Duration.ofSeconds(3);

    private static final Duration QUIET = Duration.ofMillis(1500);
    /** How many faults overlap unless said otherwise, and how many may. */
    public static final int LANES = 2;

    private static final int GAP_MILLIS = 800;

    /**
     * One fault of the plan.
     *
     * @param at its begin, since the begin of the run
     * @param lasting from its begin until it is mended; mending takes time too
     * @param seed of the random choices that are made when it strikes
     */
    public record Planned(Duration at, Duration lasting, Fault fault, Variant variant, long seed) {

        Duration end() {
            return at.plus(lasting).plus(fault.mending());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%7.2f s  %-10s %-24s for %.2f s",
                    at.toMillis() / 1000.0,
                    fault.name(),
                    variant,
                    lasting.toMillis() / 1000.0);
        }
    }

    public FaultPlan {
        faults = List.copyOf(faults);
    }

    /**
     * A plan for a run of the given length on that many nodes. The first moments are quiet, and the last fault is mended
     * before the end; a run that is too short for every kind has fewer.
     *
     * @param lanes how many faults may overlap, from 1 to {@link #LANES}
     */
    public static FaultPlan of(long seed, List<Fault> kinds, Duration length, int nodes, int lanes) {
        return new FaultPlan(seed, new Planner(new Random(seed), kinds, length.minus(QUIET), nodes, lanes).plan());
    }

    @Override
    public String toString() {
        return faults.stream()
                .map(Planned::toString)
                .collect(Collectors.joining("\n", "faults of seed " + seed + "\n", ""));
    }

    /** Fills the lanes from the left. */
    private static final class Planner {

        private final Random random;
        private final List<Fault> kinds;
        private final Duration end;
        private final int nodes;
        private final Duration share;
        private final Duration[] free;
        private Duration complete = Duration.ZERO;
        private final Deque<Fault> next = new ArrayDeque<>();
        private final List<Planned> planned = new ArrayList<>();

        Planner(Random random, List<Fault> kinds, Duration end, int nodes, int lanes) {
            this.random = random;
            this.kinds = kinds.stream()
                    .filter(kind -> kind.variants().stream()
                            .anyMatch(variant -> variant.target().fits(nodes)))
                    .toList();
            this.end = end;
            this.nodes = nodes;
            this.free = new Duration[lanes];
            this.share = end.multipliedBy(lanes).dividedBy(3L * Math.max(1, this.kinds.size()));
        }

        List<Planned> plan() {
            Arrays.setAll(free, lane -> QUIET.plus(upTo(GAP_MILLIS)));
            int misfits = 0;
            while (!kinds.isEmpty() && misfits < kinds.size()) {
                misfits = place(nextKind()) ? 0 : misfits + 1;
            }
            planned.sort(Comparator.comparing(Planned::at));
            return planned;
        }

        private boolean place(Fault fault) {
            Variant variant = variant(fault);
            boolean alone = variant.target() == Target.ALL;
            int lane = List.of(free).indexOf(Collections.min(List.of(free)));
            Duration at = alone ? Collections.max(List.of(free)) : free[lane];
            if (fault.takesData()) {
                at = Collections.max(List.of(at, complete));
            }
            Duration room = end.minus(at).minus(fault.mending());
            if (room.compareTo(variant.shortest()) < 0) {
                return false;
            }
            Duration longest = Collections.min(
                    List.of(room, variant.longest(), Collections.max(List.of(share, variant.shortest()))));
            Duration lasting = variant.shortest()
                    .plus(upTo(longest.minus(variant.shortest()).toMillis()));
            Planned chosen = new Planned(at, lasting, fault, variant, random.nextLong());
            planned.add(chosen);
            if (fault.takesData()) {
                complete = chosen.end();
            }
            for (int i = 0; i < free.length; i++) {
                if (alone || i == lane) {
                    free[i] = chosen.end().plus(gap());
                }
            }
            return true;
        }

        private Fault nextKind() {
            if (next.isEmpty()) {
                List<Fault> round = new ArrayList<>(kinds);
                Collections.shuffle(round, random);
                next.addAll(round);
            }
            return next.remove();
        }

        private Variant variant(Fault fault) {
            List<Variant> fitting = fault.variants().stream()
                    .filter(variant -> variant.target().fits(nodes))
                    .toList();
            return fitting.get(random.nextInt(fitting.size()));
        }

        private Duration gap() {
            Duration gap = upTo(GAP_MILLIS);
            return free.length == 1 ? gap.plus(RECOVERY) : gap;
        }

        private Duration upTo(long millis) {
            return Duration.ofMillis(random.nextInt(Math.toIntExact(millis) + 1));
        }
    }
}
