package io.trivet.bench.report;

import java.util.Locale;

/** A drawing: x is seconds since the beginning of a run, or another quantity from 0 up; y is pixels from the top. */
public final class Svg {

    private static final int LEFT = 110;
    private static final int RIGHT = 20;
    private static final int WIDTH = 1200;

    private final StringBuilder shapes = new StringBuilder();
    private final double most;
    private int height;

    /** An empty drawing whose x ends there; above 0. */
    public Svg(double most) {
        this.most = most;
    }

    private double x(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.min(value, most) / most;
    }

    /** Makes room below all that was drawn so far; returns the y at which it begins. */
    public int room(int pixels) {
        int top = height;
        height += pixels;
        return top;
    }

    /** A bar over a span of x, with a text that shows when a pointer rests on it. */
    public void bar(double from, double to, double y, double tall, String style, String hint) {
        double width = Math.max(1.5, x(to) - x(from));
        add(
                "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' class='%s'><title>%s</title></rect>",
                x(from), y, width, tall, style, escape(hint));
    }

    public void text(double x, double y, String text, String style) {
        add("<text x='%.1f' y='%.1f' class='%s'>%s</text>", x(x), y, style, escape(text));
    }

    /** A text in the left margin. */
    public void label(double y, String text) {
        add("<text x='%d' y='%.1f' class='label'>%s</text>", LEFT - 8, y, escape(text));
    }

    /** A line through one y for each second; the middle of a second is its place. */
    public void line(double[] ys, String style) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < ys.length; i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i + 0.5), ys[i]));
        }
        add("<polyline points='%s' class='%s'/>", points.toString().trim(), style);
    }

    /** A faint line across everything at one y. */
    public void rule(double y) {
        add("<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' class='rule'/>", LEFT, y, WIDTH - RIGHT, y);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private void add(String format, Object... values) {
        shapes.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Text as it may stand in HTML. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return "<svg viewBox='0 0 " + WIDTH + " " + height + "' width='100%'>\n" + shapes + "</svg>\n";
    }
}
