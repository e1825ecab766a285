package io.trivet.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the file and the overrides say, as text by path. Each value is checked alone when it comes in; the defaults fill
 * the gaps.
 */
final class Values {
    private final Problems problems;
    private final Map<String, Given> given = new LinkedHashMap<>();
    private @Nullable List<Integer> memberLines;

    /**
     * @param text null when it is no text at all
     * @param label how reports name the key: its path, or the override
     * @param line in the file, or 0
     */
    private record Given(@Nullable String text, String label, int line) {}

    Values(Problems problems) {
        this.problems = problems;
    }

    /** Takes the text of a setting; a later one replaces it. */
    void set(Setting<?> setting, String text, String label, int line) {
        if (setting.type().parse(text) == null) {
            refuse(setting, Problems.quoted(text), label, line);
        } else {
            given.put(setting.path(), new Given(text, label, line));
        }
    }

    /** Takes a setting for given though nothing is known of it, because what is around it was refused. */
    void obscure(Setting<?> setting) {
        given.put(setting.path(), new Given(null, setting.path(), 0));
    }

    /** Notes that a setting was given something that is no value of it. */
    void refuse(Setting<?> setting, String found, String label, int line) {
        given.put(setting.path(), new Given(null, label, line));
        problems.add(label, line, "must be " + setting.type().expected() + ", but is " + found);
    }

    boolean isSet(Setting<?> setting) {
        return given.containsKey(setting.path());
    }

    /** The value, or else the default; null when what was given was refused. */
    <T> @Nullable T get(Setting<T> setting) {
        String text = text(setting);
        return text == null ? null : setting.type().parse(text);
    }

    /** The value, null when none was given or it was refused. */
    <T> @Nullable T given(Setting<T> setting) {
        return isSet(setting) ? get(setting) : null;
    }

    /** The value or else the default, once nothing is wrong. */
    <T> T require(Setting<T> setting) {
        T value = get(setting);
        if (value == null) {
            throw new IllegalStateException(setting.path() + " was refused");
        }
        return value;
    }

    /** The text of {@link #get}. */
    @Nullable String text(Setting<?> setting) {
        Given entry = given.get(setting.path());
        return entry == null ? setting.defaultValue() : entry.text();
    }

    /** Refuses what was given for members past the last. */
    void refuseMembersFrom(int count) {
        Set<String> there = IntStream.range(0, count)
                .mapToObj(Settings::ofMember)
                .flatMap(List::stream)
                .map(Setting::path)
                .collect(Collectors.toSet());
        given.forEach((path, entry) -> {
            if (Settings.isOfMember(path) && !there.contains(path)) {
                problems.add(entry.label(), entry.line(), "there is no such member; the list has " + count);
            }
        });
    }

    /** Adds a problem between settings, told of the first of them that was given. */
    void contradiction(String sentence, Setting<?>... settings) {
        for (Setting<?> setting : settings) {
            Given entry = given.get(setting.path());
            if (entry != null) {
                problems.add(entry.label(), entry.line(), sentence);
                return;
            }
        }
        problems.add(settings[0].path(), 0, sentence);
    }

    /** Takes note of a list of members that begin in these lines. */
    void listMembers(List<Integer> lines) {
        memberLines = List.copyOf(lines);
    }

    /** Where each of the listed members begins, null when the file does not list them. */
    @Nullable List<Integer> memberLines() {
        return memberLines;
    }
}
