package io.trivet.server.config;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Guesses which key somebody meant. */
final class Spelling {
    private static final Pattern INDEX = Pattern.compile("\\[[0-9]+]");

    private Spelling() {}

    /** What to tell about a key that does not exist. */
    static String noSuchKey(String path) {
        String meant = closest(Settings.generic(path));
        if (meant == null) {
            return "no such key";
        }
        Matcher index = INDEX.matcher(path);
        return "no such key; did you mean " + meant.replace("[]", index.find() ? index.group() : "[0]") + "?";
    }

    /** The same name in another section, or else the path with the fewest differences, if those are few. */
    private static @Nullable String closest(String path) {
        for (Setting<?> setting : Settings.all()) {
            if (plain(setting.name()).equals(plain(path.substring(path.lastIndexOf('.') + 1)))) {
                return setting.path();
            }
        }
        String closest = null;
        int fewest = Math.max(1, path.length() / 4) + 1;
        for (String candidate : paths()) {
            int differences = distance(plain(path), plain(candidate));
            if (differences < fewest) {
                fewest = differences;
                closest = candidate;
            }
        }
        return closest;
    }

    private static Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        for (Setting<?> setting : Settings.all()) {
            paths.add(setting.path());
            paths.add(setting.section().replace("[]", ""));
        }
        paths.remove("");
        return paths;
    }

    private static String plain(String path) {
        return path.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }

    /** Levenshtein's: how many characters to add, drop or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
