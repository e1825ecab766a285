package io.trivet.bench.load.compare;

import io.trivet.bench.load.compare.Comparison.Figures;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What a comparison has shown, in words. Every figure is the median of the rounds; in brackets the least and the most. */
final class Table {

    private static final String COUNT = "%,.0f";
    private static final String RATIO = "%.2f";

    private final Formatter text = new Formatter(Locale.ROOT);

    private Table() {}

    static String of(Map<Contest, Comparison> results, Spread syncRate) {
        Table table = new Table();
        results.forEach(table::figures);
        table.ratios(results);
        table.text.format("%nthe disk syncs %s times a second, 4 KiB each%n", syncRate.toString(COUNT));
        return table.text.toString();
    }

    private void figures(Contest contest, Comparison comparison) {
        text.format(
                "%n%-20s %26s %9s %9s %8s %9s %9s %9s%n",
                contest, "answers a second", "p50, ms", "p99, ms", "failed", "us client", "us server", "MiB node");
        comparison
                .spreads(Figures::throughput)
                .forEach((name, throughput) -> text.format(
                        "%-20s %26s %9.2f %9.2f %8.0f %9.0f %9.0f %9.0f%n",
                        name,
                        throughput.toString(COUNT),
                        median(comparison, name, Figures::p50),
                        median(comparison, name, Figures::p99),
                        median(comparison, name, Figures::failed),
                        median(comparison, name, Figures::generatorMicros),
                        median(comparison, name, Figures::serverMicros),
                        median(comparison, name, Figures::residentMib)));
    }

    /** Of figures of the same round. */
    private void ratios(Map<Contest, Comparison> results) {
        text.format(
                "%n%-20s %26s %26s %26s%n",
                "trivet against", "best peer's throughput", "that peer's p99", "constant's throughput");
        results.forEach((contest, comparison) -> text.format(
                "%-20s %26s %26s %26s%n",
                contest,
                ratio(comparison.ratioToBestPeer(Figures::throughput)),
                ratio(comparison.ratioToBestPeer(Figures::p99)),
                ratio(comparison.shareOfConstant())));
    }

    private static String ratio(Optional<Spread> ratio) {
        return ratio.map(spread -> spread.toString(RATIO)).orElse("-");
    }

    private static double median(Comparison comparison, String name, ToDoubleFunction<Figures> figure) {
        return comparison
                .spreads(figure)
                .getOrDefault(name, new Spread(0, 0, 0))
                .median();
    }
}
