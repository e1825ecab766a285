package io.trivet.bench.load.compare;

import io.trivet.bench.load.measure.Costs;
import io.trivet.bench.load.measure.Measured;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * One contest: what each way into each system has made in each round. Ratios are taken within a round and then looked at over
 * all rounds, because a machine that is slow for a while is slow for both.
 */
final class Comparison {

    /** What is compared with the rest. */
    private static final String OURS = "trivet";

    /** What shows a limit and competes with nobody. */
    private static final String LIMIT = "constant";

    private final List<Map<String, Figures>> rounds = new ArrayList<>();

    /**
     * What one measurement comes down to.
     *
     * @param throughput answers a second
     * @param p50 milliseconds
     * @param p99 milliseconds
     * @param failed calls that failed
     * @param generatorMicros processor time of the generator for each answer, in microseconds
     * @param serverMicros the same of all servers together
     * @param residentMib of the largest server
     */
    record Figures(
            double throughput,
            double p50,
            double p99,
            long failed,
            double generatorMicros,
            double serverMicros,
            long residentMib) {

        static Figures of(Measured measured) {
            double answered = Math.max(1, measured.load().answered());
            double all = measured.costs().values().stream()
                    .mapToDouble(cost -> cost.cpuSeconds())
                    .sum();
            double own = measured.costs().entrySet().stream()
                    .filter(cost -> cost.getKey().equals(Costs.GENERATOR))
                    .mapToDouble(cost -> cost.getValue().cpuSeconds())
                    .sum();
            long resident = measured.costs().entrySet().stream()
                    .filter(cost -> !cost.getKey().equals(Costs.GENERATOR))
                    .mapToLong(cost -> cost.getValue().residentMib())
                    .max()
                    .orElse(0);
            return new Figures(
                    measured.load().throughput(),
                    measured.load().millis(50),
                    measured.load().millis(99),
                    measured.load().errors().values().stream()
                            .mapToLong(Long::longValue)
                            .sum(),
                    own * 1e6 / answered,
                    (all - own) * 1e6 / answered,
                    resident);
        }
    }

    /** One more round: figures by system and interface, such as {@code etcd, gRPC}. */
    void add(Map<String, Figures> round) {
        rounds.add(Map.copyOf(round));
    }

    /** What was added, in this order. */
    List<Map<String, Figures>> rounds() {
        return List.copyOf(rounds);
    }

    /** A figure of each system and interface over the rounds. */
    Map<String, Spread> spreads(ToDoubleFunction<Figures> figure) {
        Map<String, List<Double>> values = new TreeMap<>();
        for (Map<String, Figures> round : rounds) {
            round.forEach((name, figures) ->
                    values.computeIfAbsent(name, any -> new ArrayList<>()).add(figure.applyAsDouble(figures)));
        }
        Map<String, Spread> spreads = new LinkedHashMap<>();
        values.forEach((name, all) -> spreads.put(name, Spread.of(all)));
        return spreads;
    }

    /**
     * A figure of ours, divided by that of whichever peer and interface had the most throughput in the same round; empty when
     * no peer took part.
     */
    Optional<Spread> ratioToBestPeer(ToDoubleFunction<Figures> figure) {
        return ratio(figure, name -> !isOf(OURS, name) && !isOf(LIMIT, name));
    }

    /** The throughput of ours as a share of that of the constant server; empty when it took no part. */
    Optional<Spread> shareOfConstant() {
        return ratio(Figures::throughput, name -> isOf(LIMIT, name));
    }

    private Optional<Spread> ratio(ToDoubleFunction<Figures> figure, Predicate<String> others) {
        if (!rounds.stream().allMatch(round -> round.keySet().stream().anyMatch(others))) {
            return Optional.empty();
        }
        List<Double> ratios = new ArrayList<>();
        for (Map<String, Figures> round : rounds) {
            double ours = figure.applyAsDouble(best(round, name -> isOf(OURS, name)));
            ratios.add(ours / figure.applyAsDouble(best(round, others)));
        }
        return Optional.of(Spread.of(ratios));
    }

    private static Figures best(Map<String, Figures> round, Predicate<String> among) {
        return round.entrySet().stream()
                .filter(entry -> among.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .max(Comparator.comparingDouble(Figures::throughput))
                .orElseThrow();
    }

    private static boolean isOf(String system, String name) {
        return name.startsWith(system + ",");
    }
}
