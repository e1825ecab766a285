package io.trivet.server.config;

import io.trivet.server.config.NodeConfig.Address;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a setting becomes a value. Text is all there is: YAML's own guesses at types are not asked, so a
 * value means the same with and without quotes, and in {@code --set}.
 *
 * @param expected completes "must be" for somebody who wrote something else: {@code an integer from 1 to 64}
 */
public record ValueType<T>(String expected, Parser<T> parser) {
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern WITH_UNIT = Pattern.compile("(0|[1-9][0-9]{0,17})([A-Za-z]*)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final String PORTS = "with a port from " + Addresses.MIN_PORT + " to " + Addresses.MAX_PORT;

    /** Makes a value of a text. */
    @FunctionalInterface
    public interface Parser<T> {
        /** The value, or null when the text is not allowed. */
        @Nullable T parse(String text);
    }

    /** The value, or null when the text is not allowed. */
    public @Nullable T parse(String text) {
        return parser.parse(text);
    }

    /** An identifier of 1 to so many characters. */
    static ValueType<String> name(int maxLength) {
        Pattern form = Pattern.compile("[A-Za-z0-9._-]{1," + maxLength + "}");
        return new ValueType<>(
                "1 to " + maxLength + " characters of A-Z a-z 0-9 . _ -",
                text -> form.matcher(text).matches() ? text : null);
    }

    static ValueType<Path> path() {
        return new ValueType<>("the path of a folder", text -> {
            try {
                return text.isBlank() ? null : Path.of(text);
            } catch (InvalidPathException e) {
                return null;
            }
        });
    }

    /** An address that one can connect to. */
    static ValueType<Address> address() {
        return new ValueType<>("an address host:port that others can reach, " + PORTS, text -> {
            Address address = Addresses.parse(text);
            return address == null || address.isWildcard() ? null : address;
        });
    }

    /** An address that one can listen on. */
    static ValueType<Address> listenAddress() {
        return new ValueType<>("an address host:port, " + PORTS, Addresses::parse);
    }

    static ValueType<Integer> integer(int min, int max) {
        ValueType<Long> type = count(min, max);
        return new ValueType<>(type.expected, text -> narrow(type.parse(text)));
    }

    static ValueType<Long> count(long min, long max) {
        return new ValueType<>(
                "an integer from " + min + " to " + max,
                text -> WHOLE.matcher(text).matches() ? within(min, max, Long.parseLong(text)) : null);
    }

    /** A type that also knows {@code auto}: what the machine suggests. */
    static ValueType<Integer> orAuto(ValueType<Integer> type, IntSupplier auto) {
        return new ValueType<>(
                type.expected + " or auto", text -> text.equals("auto") ? (Integer) auto.getAsInt() : type.parse(text));
    }

    /** Whole milliseconds within bounds, written like {@code 250ms}, {@code 2s}, {@code 5m} or {@code 1h}. */
    static ValueType<Duration> duration(String min, String max) {
        long least = scaled(min, MILLIS);
        long most = scaled(max, MILLIS);
        return new ValueType<>("a duration from " + min + " to " + max, text -> {
            Long millis = within(least, most, scaled(text, MILLIS));
            return millis == null ? null : Duration.ofMillis(millis);
        });
    }

    /** Bytes within bounds, written like {@code 512}, {@code 4KiB}, {@code 1MiB} or {@code 1GiB}. */
    static ValueType<Long> size(String min, String max) {
        long least = scaled(min, BYTES);
        long most = scaled(max, BYTES);
        return new ValueType<>("a size from " + min + " to " + max, text -> within(least, most, scaled(text, BYTES)));
    }

    /** A {@link #size} that fits an array. */
    static ValueType<Integer> smallSize(String min, String max) {
        ValueType<Long> type = size(min, max);
        return new ValueType<>(type.expected, text -> narrow(type.parse(text)));
    }

    private static @Nullable Integer narrow(@Nullable Long number) {
        return number == null ? null : (Integer) Math.toIntExact(number);
    }

    private static @Nullable Long within(long min, long max, long number) {
        return number >= min && number <= max ? (Long) number : null;
    }

    /** The amount in the smallest unit; -1 when the text has no such form, {@link Long#MAX_VALUE} when too large. */
    private static long scaled(String text, Map<String, Long> units) {
        Matcher matcher = WITH_UNIT.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            return -1;
        }
        long amount = Long.parseLong(matcher.group(1));
        return amount > Long.MAX_VALUE / unit ? Long.MAX_VALUE : amount * unit;
    }
}
