package io.trivet.server.config;

import io.trivet.server.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once. */
final class Problems {
    private static final int MAX_SHOWN = 60;

    private final List<Problem> found = new ArrayList<>();

    /** @param line from 1, 0 when there is none */
    void add(String path, int line, String sentence) {
        found.add(new Problem(printable(path), line, sentence));
    }

    /** @throws ConfigException when there was any */
    void throwIfAny(String source) throws ConfigException {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(problem -> problem.line() == 0 ? Integer.MAX_VALUE : problem.line()));
            throw new ConfigException(source, found);
        }
    }

    /** Somebody's text in quotes, fit for one line. */
    static String quoted(String text) {
        return '"' + printable(text) + '"';
    }

    private static String printable(String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
