package io.trivet.bench.load.compare;

import java.util.List;
import java.util.Locale;

/** How figures of several rounds lie. */
record Spread(double median, double least, double most) {

    /** Of at least one figure. */
    static Spread of(List<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Such as {@code 3.10 (2.90 to 3.31)}, with each number in the same format. */
    String toString(String number) {
        return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", median, least, most);
    }
}
