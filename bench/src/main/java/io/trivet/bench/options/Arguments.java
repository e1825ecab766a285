package io.trivet.bench.options;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** The words of a command line, taken one after the other. */
public final class Arguments {

    private final Deque<String> left;
    private String option = "";

    public Arguments(List<String> words) {
        this.left = new ArrayDeque<>(words);
    }

    /** Whether there is another option. */
    public boolean more() {
        return !left.isEmpty();
    }

    /** The next option; what follows are its values. */
    public String option() {
        option = left.pop();
        return option;
    }

    /** What to say of an option that there is not. */
    public UsageException unknown() {
        return new UsageException("there is no option " + option);
    }

    /**
     * The value of the option.
     *
     * @throws UsageException when there is none
     */
    public String value() throws UsageException {
        if (left.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return left.pop();
    }

    /**
     * A whole number in a range.
     *
     * @throws UsageException when the value is no such number
     */
    public long number(long least, long most) throws UsageException {
        return number(value(), least, most);
    }

    /** {@link #number(long, long)} as an {@code int}. */
    public int integer(int least, int most) throws UsageException {
        return (int) number(least, most);
    }

    private long number(String value, long least, long most) throws UsageException {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UsageException(option + " takes a number, not " + value);
        }
        throw new UsageException(option + " takes a number from " + least + " to " + most + ", not " + value);
    }

    /**
     * One of some names.
     *
     * @throws UsageException when the value is none of them
     */
    public String oneOf(Collection<String> names) throws UsageException {
        return oneOf(value(), names);
    }

    private String oneOf(String value, Collection<String> names) throws UsageException {
        if (!names.contains(value)) {
            throw new UsageException(option + " takes " + String.join(", ", names) + ", not " + value);
        }
        return value;
    }

    /** Values with commas between them. */
    public List<String> list() throws UsageException {
        return List.of(value().split(",", -1));
    }

    /** Some of some names, with commas between them. */
    public List<String> listOf(Collection<String> names) throws UsageException {
        List<String> values = list();
        for (String value : values) {
            oneOf(value, names);
        }
        return values;
    }

    /** Whole numbers in a range, with commas between them. */
    public List<Integer> integers(int least, int most) throws UsageException {
        List<Integer> numbers = new ArrayList<>();
        for (String value : list()) {
            numbers.add((int) number(value, least, most));
        }
        return List.copyOf(numbers);
    }
}
