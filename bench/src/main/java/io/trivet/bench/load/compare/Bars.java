package io.trivet.bench.load.compare;

import io.trivet.bench.load.compare.Comparison.Figures;
import io.trivet.bench.report.Plot;
import io.trivet.bench.report.Svg;
import java.util.Map;

/** The picture of a comparison: a bar for each system and interface, as long as its median, and a line over its rounds. */
final class Bars {

    private static final int LANE = 18;
    private static final double ROOM_FOR_TEXT = 1.2;

    private Bars() {}

    static String draw(Map<Contest, Comparison> results) {
        StringBuilder drawings = new StringBuilder();
        results.forEach((contest, comparison) -> drawings.append(
                        group(contest + ": answers a second", "%,.0f", comparison.spreads(Figures::throughput)))
                .append(group(contest + ": p99, milliseconds", "%,.2f", comparison.spreads(Figures::p99))));
        return drawings.toString();
    }

    private static Svg group(String title, String number, Map<String, Spread> spreads) {
        double most = spreads.values().stream().mapToDouble(Spread::most).max().orElse(0);
        double length = most > 0 ? most * ROOM_FOR_TEXT : 1;
        Svg svg = new Svg(length);
        Plot.title(svg, title);
        spreads.forEach((name, spread) -> {
            int lane = svg.room(LANE);
            String text = spread.toString(number);
            svg.label(lane + 13, name);
            svg.bar(0, spread.median(), lane + 2, LANE - 4, "median", text);
            svg.bar(spread.least(), spread.most(), lane + LANE / 2 - 1, 2, "spread", text);
            svg.text(spread.most() + length / 100, lane + 13, text, "inside");
        });
        return svg;
    }
}
