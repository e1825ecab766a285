package io.trivet.bench.load.compare;

import io.trivet.bench.load.compare.Comparison.Figures;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a comparison has shown, in words. Every figure is the median of the rounds; in brackets the least and the most. */
final class Table {

    private Table() {}

    static void print(Map<Contest, Comparison> results, Spread syncRate, PrintStream out) {
        results.forEach((contest, comparison) -> print(contest, comparison, out));
        out.printf(
                Locale.ROOT,
                "%nthe disk syncs %,.0f times a second (%,.0f to %,.0f), 4 KiB each%n",
                syncRate.median(),
                syncRate.least(),
                syncRate.most());
    }

    private static void print(Contest contest, Comparison comparison, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%-18s %28s %9s %9s %8s %9s %9s %9s%n",
                contest,
                "answers a second",
                "p50, ms",
                "p99, ms",
                "failed",
                "us client",
                "us server",
                "MiB node");
        comparison
                .spreads(Figures::throughput)
                .forEach((name, throughput) -> out.printf(
                        Locale.ROOT,
                        "%-18s %10s %17s %9.2f %9.2f %8.0f %9.0f %9.0f %9.0f%n",
                        name,
                        String.format(Locale.ROOT, "%,.0f", throughput.median()),
                        String.format(Locale.ROOT, "(%,.0f to %,.0f)", throughput.least(), throughput.most()),
                        median(comparison, name, Figures::p50),
                        median(comparison, name, Figures::p99),
                        median(comparison, name, Figures::failed),
                        median(comparison, name, Figures::generatorMicros),
                        median(comparison, name, Figures::serverMicros),
                        median(comparison, name, Figures::residentMib)));
        out.println("throughput against the best peer: " + comparison.ratioToBestPeer(Figures::throughput));
        out.println("p99 against that peer:            " + comparison.ratioToBestPeer(Figures::p99));
        comparison.shareOfConstant().ifPresent(share -> out.println("share of the constant server:     " + share));
    }

    private static double median(Comparison comparison, String name, ToDoubleFunction<Figures> figure) {
        return comparison
                .spreads(figure)
                .getOrDefault(name, new Spread(0, 0, 0))
                .median();
    }
}
