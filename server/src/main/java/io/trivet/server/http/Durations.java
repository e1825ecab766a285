package io.trivet.server.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as clients write them: {@code 1500ms}, {@code 2s}, {@code 1m}. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m)");

    private Durations() {}

    /** @throws ProblemException 400 when the text is no duration or outside the range */
    static Duration parse(String name, String text, Duration least, Duration most) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMinutes(amount);
            };
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        throw Problems.badRequest(
                "invalid_parameter",
                name + " must be a duration such as 1500ms or 2s, from " + least.toMillis() + "ms to " + most.toMillis()
                        + "ms, but is '" + text + "'");
    }
}
