package io.trivet.server.raft;

import io.trivet.server.concurrent.Deadline;
import io.trivet.server.concurrent.Threads;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.ProposalCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where writes wait while batches of earlier ones are under way, and then go on together: in one log entry, or in one message
 * to the leader. What Nagle's algorithm (RFC 896) does for bytes: a write that finds nothing under way goes as a task of the
 * thread that it came from, with what else that thread receives in the same go, and the more arrive the more share the next batch. A batch that is full waits for nobody.
 *
 * <p>Waiting costs little: the log is synced in order, so a later entry is not committed before an earlier one anyway.
 *
 * <p>Thread-safe; nothing blocks. A batch is sent where one of its writes came from, or on the thread of whoever ended the one
 * before.
 */
final class WriteQueue {
    /** Bounds a batch, but for the last write that it takes, which may be as large as a write may be. */
    static final int FULL_COMMANDS = 256;

    private static final int FULL_BYTES = 256 << 10;

    /** Sends writes on. */
    @FunctionalInterface
    interface Sender {
        /**
         * Sends a batch on; must not block.
         *
         * @param commands one, or several that may share an entry
         * @param deadline when nobody waits for any of them any more
         * @return their outcomes in the same order; all fail together
         */
        CompletableFuture<List<Outcome>> send(List<Command> commands, Deadline deadline);
    }

    private record Write(
            List<Command> commands,
            int bytes,
            Deadline deadline,
            long since,
            CompletableFuture<List<Outcome>> outcomes) {
        boolean isAlone() {
            return !commands.get(0).sharesEntry();
        }
    }

    private final int most;
    private final Sender sender;
    private final LongConsumer waited;

    private final Queue<Write> waiting = new ArrayDeque<>();
    private int waitingCommands;
    private int waitingBytes;
    private int underWay;
    private boolean toBeSent;

    /**
     * @param most how many batches that are not full may be under way at once
     * @param waited told of each write how many nanoseconds it has waited
     */
    WriteQueue(int most, Sender sender, LongConsumer waited) {
        this.most = most;
        this.sender = sender;
        this.waited = waited;
    }

    /**
     * Sends writes on, as soon as it is their turn.
     *
     * @param commands one, or several that may share an entry; they stay together
     * @param caller sends them on when it is their turn at once; what is added before it does may go with them
     * @return their outcomes in the same order, or the failure of the batch that they were part of; may complete after the
     *     deadline
     */
    CompletableFuture<List<Outcome>> add(List<Command> commands, Deadline deadline, Executor caller) {
        int bytes = commands.stream().mapToInt(ProposalCodec::expectedBytes).sum();
        Write write = new Write(commands, bytes, deadline, System.nanoTime(), new CompletableFuture<>());
        synchronized (this) {
            waiting.add(write);
            waitingCommands += commands.size();
            waitingBytes += bytes;
            if (mustWait() || (toBeSent && !isFull(waitingCommands, waitingBytes))) {
                return write.outcomes();
            }
            toBeSent = true;
        }
        Threads.execute(caller, this::sendWhatMayGo);
        return write.outcomes();
    }

    private void sendWhatMayGo() {
        for (List<Write> batch = take(); !batch.isEmpty(); batch = take()) {
            send(batch);
        }
    }

    /** The writes whose turn it is, none when they have to wait. */
    private synchronized List<Write> take() {
        toBeSent = false;
        List<Write> batch = new ArrayList<>();
        if (mustWait()) {
            return batch;
        }
        int commands = 0;
        int bytes = 0;
        for (Write next = waiting.peek(); next != null && !isFull(commands, bytes); next = waiting.peek()) {
            if (!batch.isEmpty() && (next.isAlone() || batch.get(0).isAlone())) {
                break;
            }
            batch.add(waiting.remove());
            commands += next.commands().size();
            bytes += next.bytes();
        }
        waitingCommands -= commands;
        waitingBytes -= bytes;
        underWay += batch.isEmpty() ? 0 : 1;
        return batch;
    }

    private boolean mustWait() {
        return underWay >= most && !isFull(waitingCommands, waitingBytes);
    }

    private static boolean isFull(int commands, int bytes) {
        return commands >= FULL_COMMANDS || bytes >= FULL_BYTES;
    }

    private void send(List<Write> batch) {
        long now = System.nanoTime();
        List<Command> commands = new ArrayList<>();
        Deadline latest = batch.get(0).deadline();
        for (Write write : batch) {
            waited.accept(now - write.since());
            commands.addAll(write.commands());
            latest = latest.later(write.deadline());
        }
        CompletableFuture<List<Outcome>> outcomes;
        try {
            outcomes = sender.send(commands, latest);
        } catch (RuntimeException e) {
            outcomes = CompletableFuture.failedFuture(e);
        }
        outcomes.whenComplete((all, failure) -> ended(batch, all, failure));
    }

    /** The next batch first: those who are told may take their time. */
    private void ended(List<Write> batch, @Nullable List<Outcome> outcomes, Throwable failure) {
        synchronized (this) {
            underWay--;
        }
        sendWhatMayGo();
        int from = 0;
        for (Write write : batch) {
            if (outcomes == null) {
                write.outcomes().completeExceptionally(Threads.unwrap(failure));
            } else {
                int to = from + write.commands().size();
                write.outcomes().complete(outcomes.subList(from, to));
                from = to;
            }
        }
    }
}
