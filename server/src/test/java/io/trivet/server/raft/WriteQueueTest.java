package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivet.server.concurrent.Deadline;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Condition;
import io.trivet.statemachine.Membership;
import io.trivet.statemachine.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
    private static final Deadline SOON = Deadline.after(Duration.ofMinutes(1));
    private static final Deadline LATER = Deadline.after(Duration.ofMinutes(2));

    private record Sent(List<Command> commands, Deadline deadline, CompletableFuture<List<Outcome>> outcomes) {
        /** The batch ends well: each command's outcome is named after its key. */
        void end() {
            outcomes.complete(commands.stream()
                    .<Outcome>map(command -> new Outcome.Written(number(command), true))
                    .toList());
        }
    }

    private final List<Sent> sent = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();
    private final WriteQueue queue = queue(1);

    private WriteQueue queue(int most) {
        return new WriteQueue(
                most,
                (commands, deadline) -> {
                    Sent batch = new Sent(commands, deadline, new CompletableFuture<>());
                    sent.add(batch);
                    return batch.outcomes();
                },
                waits::add);
    }

    private static Command.Put put(int number) {
        return put(number, 1);
    }

    private static Command.Put put(int number, int bytes) {
        return new Command.Put(new byte[] {(byte) number}, new byte[bytes], "", Condition.ALWAYS);
    }

    private static long number(Command command) {
        return ((Command.Put) command).key()[0];
    }

    private CompletableFuture<List<Outcome>> add(Command... commands) {
        return queue.add(List.of(commands), SOON, Runnable::run);
    }

    private List<Long> numbers(int batch) {
        return sent.get(batch).commands().stream().map(WriteQueueTest::number).toList();
    }

    @Test
    void when_nothingIsUnderWay_then_writeGoesAtOnce() {
        CompletableFuture<List<Outcome>> one = add(put(1));
        assertEquals(List.of(1L), numbers(0));
        assertFalse(one.isDone());
        sent.get(0).end();
        assertEquals(List.of(new Outcome.Written(1, true)), one.join());
        add(put(2));
        assertEquals(List.of(2L), numbers(1));
        assertEquals(2, waits.size());
    }

    @Test
    void when_batchIsUnderWay_then_whatArrivesSharesTheNext() {
        add(put(1));
        CompletableFuture<List<Outcome>> two = add(put(2));
        CompletableFuture<List<Outcome>> pair = add(put(3), put(4));
        CompletableFuture<List<Outcome>> five = add(put(5));
        assertEquals(1, sent.size());
        sent.get(0).end();
        assertEquals(2, sent.size());
        assertEquals(List.of(2L, 3L, 4L, 5L), numbers(1));
        sent.get(1).end();
        assertEquals(List.of(new Outcome.Written(2, true)), two.join());
        assertEquals(List.of(new Outcome.Written(3, true), new Outcome.Written(4, true)), pair.join());
        assertEquals(List.of(new Outcome.Written(5, true)), five.join());
    }

    @Test
    void when_callerHasMoreWritesAtHand_then_theyGoTogether() {
        List<Runnable> atHand = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            queue.add(List.of(put(i)), SOON, atHand::add);
        }
        assertEquals(0, sent.size(), "the caller has not got to it");
        assertEquals(1, atHand.size());
        atHand.remove(0).run();
        assertEquals(List.of(1L, 2L, 3L), numbers(0));
        queue.add(List.of(put(4)), SOON, atHand::add);
        assertEquals(0, atHand.size(), "the end of the batch that is under way sends it");
        sent.get(0).end();
        assertEquals(List.of(4L), numbers(1));
    }

    @Test
    void when_batchIsFull_then_itDoesNotWaitForACallerThatWasToSendLess() {
        queue.add(List.of(put(1)), SOON, task -> {});
        add(IntStream.range(0, WriteQueue.FULL_COMMANDS)
                .mapToObj(WriteQueueTest::put)
                .toArray(Command[]::new));
        assertEquals(1, sent.size());
    }

    @Test
    void when_anotherSendsWhatACallerWasToSend_then_nothingIsSentTwiceOrForgotten() {
        List<Runnable> atHand = new ArrayList<>();
        queue.add(List.of(put(1)), SOON, atHand::add);
        atHand.get(0).run();
        atHand.get(0).run();
        assertEquals(1, sent.size());
        queue.add(List.of(put(2)), SOON, atHand::add);
        sent.get(0).end();
        sent.get(1).end();
        queue.add(List.of(put(3)), SOON, atHand::add);
        atHand.get(1).run();
        assertEquals(List.of(3L), numbers(2));
    }

    /** Whoever is told of the first may take long. */
    @Test
    void when_batchEnds_then_nextIsSentBeforeAnybodyIsTold() {
        List<Integer> sentWhenTold = new ArrayList<>();
        add(put(1)).thenAccept(outcomes -> sentWhenTold.add(sent.size()));
        add(put(2));
        sent.get(0).end();
        assertEquals(List.of(2), sentWhenTold);
    }

    @Test
    void when_batchFails_then_allOfItFailAndTheNextGoes() {
        CompletableFuture<List<Outcome>> one = add(put(1));
        CompletableFuture<List<Outcome>> two = add(put(2));
        CompletableFuture<List<Outcome>> three = add(put(3));
        UnknownOutcomeException unknown = new UnknownOutcomeException("lost");
        sent.get(0).outcomes().completeExceptionally(unknown);
        assertSame(unknown, assertThrows(CompletionException.class, one::join).getCause());
        assertFalse(two.isDone());
        sent.get(1).outcomes().completeExceptionally(new CompletionException(unknown));
        assertSame(unknown, assertThrows(CompletionException.class, two::join).getCause());
        assertSame(unknown, assertThrows(CompletionException.class, three::join).getCause());
        CompletableFuture<List<Outcome>> four = add(put(4));
        sent.get(2).end();
        assertEquals(List.of(new Outcome.Written(4, true)), four.join());
    }

    @Test
    void when_sendingThrows_then_batchFailsAndNothingIsStuck() {
        IllegalArgumentException wrong = new IllegalArgumentException("empty key");
        WriteQueue broken = new WriteQueue(
                1,
                (commands, deadline) -> {
                    throw wrong;
                },
                waits::add);
        for (int i = 0; i < 3; i++) {
            CompletableFuture<List<Outcome>> write = broken.add(List.of(put(1)), SOON, Runnable::run);
            assertSame(
                    wrong, assertThrows(CompletionException.class, write::join).getCause());
        }
    }

    @Test
    void when_batchIsFull_then_itWaitsForNobody() {
        add(put(0));
        IntStream.range(0, WriteQueue.FULL_COMMANDS - 1).forEach(i -> add(put(1)));
        assertEquals(1, sent.size());
        add(put(2));
        assertEquals(2, sent.size());
        assertEquals(WriteQueue.FULL_COMMANDS, sent.get(1).commands().size());
        add(put(3));
        assertEquals(2, sent.size());
        add(put(4, 1 << 20));
        assertEquals(List.of(3L, 4L), numbers(2));
        add(put(5));
        assertEquals(3, sent.size());
        sent.get(1).end();
        assertEquals(3, sent.size(), "two are still under way");
        sent.get(0).end();
        sent.get(2).end();
        assertEquals(List.of(5L), numbers(3));
    }

    @Test
    void when_commandCannotShareAnEntry_then_itGoesAlone() {
        Command compact = new Command.Compact(1);
        Command members = new Command.ChangeMembers(Membership.NONE);
        add(put(1));
        add(compact);
        add(members);
        add(put(2));
        add(put(3));
        for (int i = 0; i < 4; i++) {
            sent.get(i).outcomes().completeExceptionally(new UnknownOutcomeException("whatever"));
        }
        assertEquals(List.of(compact), sent.get(1).commands());
        assertEquals(List.of(members), sent.get(2).commands());
        assertEquals(List.of(2L, 3L), numbers(3));
    }

    @Test
    void when_deadlinesDiffer_then_theLatestCounts() {
        add(put(1));
        queue.add(List.of(put(2)), SOON, Runnable::run);
        queue.add(List.of(put(3)), LATER, Runnable::run);
        queue.add(List.of(put(4)), SOON, Runnable::run);
        sent.get(0).end();
        assertSame(LATER, sent.get(1).deadline());
    }

    @Test
    void when_severalMayBeUnderWay_then_thatManyGoAtOnce() {
        WriteQueue two = queue(2);
        for (int i = 1; i <= 4; i++) {
            two.add(List.of(put(i)), SOON, Runnable::run);
        }
        assertEquals(2, sent.size());
        sent.get(1).end();
        assertEquals(List.of(3L, 4L), numbers(2));
    }
}
