package io.trivet.server.cli;

import java.util.Locale;

/** Sizes as people read them. */
final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /** Such as {@code 512 B}, {@code 1.5 MiB}. */
    static String format(long bytes) {
        int unit = 0;
        double size = (double) bytes;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }
}
