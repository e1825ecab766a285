package io.trivet.bench.linearizability;

import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The definition of linearizability, tried out in every order: for a handful of operations of one key. It shares nothing
 * with the checker but {@link Operation}, and remembers nothing.
 */
final class BruteForce {

    private final List<Operation> operations;

    private BruteForce(List<Operation> operations) {
        this.operations = operations;
    }

    /** Whether some order of the operations, and of some of the unknown ones, explains every answer. */
    static boolean isLinearizable(List<Operation> operations) {
        return isLinearizable(operations, null);
    }

    /** The same, with a value that was there before. */
    static boolean isLinearizable(List<Operation> operations, @Nullable String initial) {
        List<Operation> relevant = operations.stream()
                .filter(operation -> operation.outcome() != Outcome.FAIL)
                .filter(operation -> operation.op() != Kind.READ || operation.isLinearizableRead())
                .toList();
        return new BruteForce(relevant).completes(0, initial);
    }

    private boolean completes(int ordered, @Nullable String state) {
        boolean complete = true;
        for (int i = 0; i < operations.size(); i++) {
            if ((ordered & 1 << i) != 0) {
                continue;
            }
            complete &= operations.get(i).outcome() == Outcome.UNKNOWN;
            if (mayComeNext(i, ordered)
                    && agrees(operations.get(i), state)
                    && completes(ordered | 1 << i, after(operations.get(i), state))) {
                return true;
            }
        }
        return complete;
    }

    private boolean mayComeNext(int candidate, int ordered) {
        for (int i = 0; i < operations.size(); i++) {
            Operation other = operations.get(i);
            if ((ordered & 1 << i) == 0
                    && other.outcome() == Outcome.OK
                    && other.end() < operations.get(candidate).start()) {
                return false;
            }
        }
        return true;
    }

    private static boolean agrees(Operation operation, @Nullable String state) {
        if (operation.outcome() == Outcome.UNKNOWN) {
            return true;
        }
        return switch (operation.op()) {
            case READ ->
                Objects.equals(operation.found(), state != null)
                        && (operation.value() == null || operation.value().equals(state));
            case WRITE -> true;
            case DELETE -> operation.found() == null || operation.found() == (state != null);
            case CAS -> Objects.equals(operation.succeeded(), Objects.equals(operation.from(), state));
        };
    }

    private static @Nullable String after(Operation operation, @Nullable String state) {
        return switch (operation.op()) {
            case READ -> state;
            case WRITE -> operation.value();
            case DELETE -> null;
            case CAS -> Objects.equals(operation.from(), state) ? operation.to() : state;
        };
    }
}
