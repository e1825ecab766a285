package io.trivet.bench.history;

import io.trivet.bench.history.Operation.Outcome;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** One changed answer in a history. */
public final class Lie {

    private Lie() {}

    /** Changes one answer, if there is one that can be changed. */
    public static void tell(List<Operation> history, Random random) {
        List<Integer> answered = IntStream.range(0, history.size())
                .filter(i -> history.get(i).outcome() == Outcome.OK)
                .filter(i -> history.get(i).op() != Operation.Kind.READ
                        || history.get(i).isLinearizableRead())
                .boxed()
                .toList();
        if (!answered.isEmpty()) {
            int chosen = answered.get(random.nextInt(answered.size()));
            history.set(chosen, changed(history.get(chosen), history, random));
        }
    }

    private static Operation changed(Operation operation, List<Operation> history, Random random) {
        return switch (operation.op()) {
            case READ -> otherRead(operation, history, random);
            case WRITE -> operation.edit().ended(Outcome.FAIL, operation.end()).build();
            case DELETE ->
                operation.edit().found(Boolean.FALSE.equals(operation.found())).build();
            case CAS ->
                operation
                        .edit()
                        .succeeded(Boolean.FALSE.equals(operation.succeeded()))
                        .build();
        };
    }

    private static Operation otherRead(Operation read, List<Operation> history, Random random) {
        List<String> others = history.stream()
                .filter(operation -> operation.op() == Operation.Kind.WRITE
                        && operation.key().equals(read.key())
                        && !operation.value().equals(read.value()))
                .map(Operation::value)
                .toList();
        OperationBuilder lie = read.edit().revisions(0, 0);
        boolean absent = Boolean.TRUE.equals(read.found()) && random.nextInt(4) == 0;
        if (absent || others.isEmpty()) {
            boolean found = !absent && Boolean.FALSE.equals(read.found());
            return (found ? lie.shows("nobody's") : lie.showsNothing()).build();
        }
        return lie.shows(others.get(random.nextInt(others.size()))).build();
    }
}
