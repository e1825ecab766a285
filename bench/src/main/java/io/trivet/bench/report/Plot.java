package io.trivet.bench.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** One chart in a drawing, below what was drawn before: lines with one value for each second. */
public final class Plot {

    /** How tall it is without its title, in pixels. */
    public static final int HEIGHT = 170;

    private static final int TITLE = 34;
    private static final double FEWEST = 10;
    private static final double SHORTEST_MILLIS = 0.5;
    private static final double LONGEST_MILLIS = 10_000;
    private static final double[] DECADES = {1, 10, 100, 1_000, 10_000};

    private final Svg svg;
    private final int top;

    /** Makes room for it and writes its title. */
    public Plot(Svg svg, String title) {
        this.svg = svg;
        this.top = title(svg, title);
        svg.room(HEIGHT);
    }

    /** A title below what was drawn before; returns the y under it. */
    public static int title(Svg svg, String text) {
        int top = svg.room(TITLE);
        svg.text(0, top + TITLE - 8, text, "title");
        return top + TITLE;
    }

    /** The time axis, below everything. */
    public static void axis(Svg svg, double length) {
        int top = svg.room(TITLE);
        double step = length <= 20 ? 2 : length <= 120 ? 10 : length <= 600 ? 60 : 300;
        for (double at = 0; at <= length; at += step) {
            svg.text(at, top + 20, String.format(Locale.ROOT, "%.0f s", at), "axis");
        }
    }

    /** The y of its upper edge. */
    public int top() {
        return top;
    }

    /** Draws counts from 0 up, by the name of the line's style. */
    public void counts(Map<String, double[]> lines) {
        double most = Math.max(
                FEWEST,
                lines.values().stream().flatMapToDouble(Arrays::stream).max().orElse(0));
        for (double share : new double[] {0, 0.5, 1}) {
            double y = y(share);
            svg.rule(y);
            svg.label(y + 4, String.format(Locale.ROOT, "%.0f", most * share));
        }
        lines.forEach((style, values) ->
                svg.line(Arrays.stream(values).map(value -> y(value / most)).toArray(), style));
    }

    /** Draws milliseconds, on a logarithmic scale, by the name of the line's style. */
    public void millis(Map<String, double[]> lines) {
        for (double decade : DECADES) {
            double y = y(height(decade));
            svg.rule(y);
            svg.label(y + 4, String.format(Locale.ROOT, "%.0f", decade));
        }
        lines.forEach((style, values) ->
                svg.line(Arrays.stream(values).map(value -> y(height(value))).toArray(), style));
    }

    private static double height(double millis) {
        double shown = Math.min(LONGEST_MILLIS, Math.max(SHORTEST_MILLIS, millis));
        return Math.log(shown / SHORTEST_MILLIS) / Math.log(LONGEST_MILLIS / SHORTEST_MILLIS);
    }

    private double y(double share) {
        return top + HEIGHT * (1 - share);
    }
}
