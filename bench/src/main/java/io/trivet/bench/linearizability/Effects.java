package io.trivet.bench.linearizability;

import io.trivet.bench.history.Operation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one key as numbers: what each requires of the state before it, and what it makes of the state. States
 * are {@link #ABSENT}, or a number for each value. All values that nothing ever requires are one and the same number, as
 * nobody can tell them apart.
 */
final class Effects {

    /** What an operation requires of the state before it. */
    enum Requirement {
        NOTHING,
        EQUAL,
        DIFFERENT
    }

    static final int ABSENT = 0;

    /** A value that nobody ever asks for. */
    static final int OPAQUE = 1;

    /** The effect of an operation that leaves the state as it is. */
    static final int KEEP = -1;

    final Requirement[] requirements;
    final int[] operands;
    final int[] effects;
    final long[] starts;
    final long[] ends;

    private Effects(int count) {
        requirements = new Requirement[count];
        operands = new int[count];
        effects = new int[count];
        starts = new long[count];
        ends = new long[count];
    }

    /** The greatest number of a state. */
    int greatest() {
        return Math.max(
                OPAQUE,
                Math.max(
                        Arrays.stream(operands).max().orElse(ABSENT),
                        Arrays.stream(effects).max().orElse(ABSENT)));
    }

    int count() {
        return starts.length;
    }

    /** The effects of operations in the given order; none of them has failed. */
    static Effects of(List<Operation> operations, Numbers numbers) {
        Effects effects = new Effects(operations.size());
        for (int i = 0; i < operations.size(); i++) {
            effects.set(i, operations.get(i), numbers);
        }
        return effects;
    }

    private void set(int i, Operation operation, Numbers numbers) {
        starts[i] = operation.start();
        ends[i] = operation.end();
        Boolean found = operation.found();
        boolean answered = operation.outcome() == Operation.Outcome.OK;
        switch (operation.op()) {
            case READ -> {
                boolean absent = Boolean.FALSE.equals(found);
                boolean presentOnly = !absent && operation.value() == null;
                requirements[i] = presentOnly ? Requirement.DIFFERENT : Requirement.EQUAL;
                operands[i] = absent || presentOnly ? ABSENT : numbers.of(operation.value());
                effects[i] = KEEP;
            }
            case WRITE -> {
                requirements[i] = Requirement.NOTHING;
                effects[i] = numbers.of(operation.value());
            }
            case DELETE -> {
                requirements[i] = !answered || found == null
                        ? Requirement.NOTHING
                        : found ? Requirement.DIFFERENT : Requirement.EQUAL;
                operands[i] = ABSENT;
                effects[i] = ABSENT;
            }
            case CAS -> {
                boolean refused = answered && Boolean.FALSE.equals(operation.succeeded());
                requirements[i] = refused ? Requirement.DIFFERENT : Requirement.EQUAL;
                operands[i] = numbers.of(operation.from());
                effects[i] = refused ? KEEP : numbers.of(operation.to());
            }
        }
    }

    /** The numbers of the values of one key. */
    static final class Numbers {
        private final Map<String, Integer> required = new HashMap<>();

        /** Numbers every value that one of the operations requires. */
        Numbers(List<Operation> operations) {
            Set<String> values = new HashSet<>();
            for (Operation operation : operations) {
                if (operation.op() == Operation.Kind.READ) {
                    if (operation.value() != null) {
                        values.add(operation.value());
                    }
                } else if (operation.op() == Operation.Kind.CAS && operation.from() != null) {
                    values.add(operation.from());
                }
            }
            String[] ordered = values.toArray(new String[0]);
            Arrays.sort(ordered);
            for (String value : ordered) {
                required.put(value, required.size() + OPAQUE + 1);
            }
        }

        int of(@Nullable String value) {
            return value == null ? ABSENT : required.getOrDefault(value, OPAQUE);
        }
    }
}
