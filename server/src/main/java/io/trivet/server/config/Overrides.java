package io.trivet.server.config;

import java.util.List;

/** Takes the values out of {@code --set key=value}. */
final class Overrides {
    private final Values values;
    private final Problems problems;

    Overrides(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    void apply(List<String> overrides) {
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 0) {
                problems.add("--set " + override, 0, "must have the form key=value");
            } else {
                apply(override.substring(0, equals), override.substring(equals + 1));
            }
        }
    }

    private void apply(String path, String text) {
        String label = "--set " + path;
        Setting<?> setting = Settings.find(path);
        if (setting != null) {
            values.set(setting, text, label, 0);
        } else if (Settings.isSection(path)) {
            problems.add(label, 0, "is a section; set one of its keys");
        } else {
            problems.add(label, 0, Spelling.noSuchKey(path));
        }
    }
}
