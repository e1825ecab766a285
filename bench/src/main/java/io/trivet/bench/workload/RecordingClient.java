package io.trivet.bench.workload;

import io.trivet.bench.client.KvClient;
import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.client.WriteResult;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.history.Operation;
import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.history.OperationBuilder;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client of one node that adds everything it asks and is told to a {@link History}, and complains there about answers
 * outside the contract. Values must be unique for their key. Any thread.
 */
public final class RecordingClient {

    private static final Set<Integer> WRITE_ANSWERS = Set.of(201, 204, 412, 503, 504);
    private static final Set<Integer> READ_ANSWERS = Set.of(200, 404, 503, 504);

    private final int process;
    private final String node;
    private final KvClient client;
    private final History history;

    /**
     * A client of the node of the given id.
     *
     * @param process the number of the client in the history
     */
    public RecordingClient(int process, String node, KvClient client, History history) {
        this.process = process;
        this.node = node;
        this.client = client;
        this.history = history;
    }

    /** A client of the given node, for histories in which it does not matter who asked. */
    public RecordingClient(NodeProcess node, History history) {
        this(0, node, history);
    }

    /** A client of the given node. */
    public RecordingClient(int process, NodeProcess node, History history) {
        this(process, node.id(), node.client(), history);
    }

    /** The id of the node. */
    public String node() {
        return node;
    }

    /**
     * Puts a value.
     *
     * @throws IllegalArgumentException when the condition names a record whose value is not in the history
     */
    public CompletableFuture<Reply> putAsync(String key, String value, WriteOptions options) {
        Operation put = options.condition() == WriteOptions.ANY
                ? asked(key, Kind.WRITE).value(value).build()
                : asked(key, Kind.CAS).exchange(expected(key, options), value).build();
        return client.putAsync(key, value, options).thenApply(reply -> recordWrite(put, reply));
    }

    /**
     * Deletes a key.
     *
     * @throws IllegalArgumentException when the condition names a record whose value is not in the history
     */
    public CompletableFuture<Reply> deleteAsync(String key, WriteOptions options) {
        Operation delete = options.condition() == WriteOptions.ANY
                ? asked(key, Kind.DELETE).build()
                : asked(key, Kind.CAS).exchange(expected(key, options), null).build();
        return client.deleteAsync(key, options).thenApply(reply -> recordWrite(delete, reply));
    }

    /** Reads a key. */
    public CompletableFuture<Reply> getAsync(String key, ReadOptions options) {
        Operation read = askedToRead(key, options);
        return client.getAsync(key, options).thenApply(reply -> recordRead(read, reply, Reply.Answered::text));
    }

    /** {@link #putAsync} that waits. */
    public Reply put(String key, String value, WriteOptions options) {
        return putAsync(key, value, options).join();
    }

    /** {@link #deleteAsync} that waits. */
    public Reply delete(String key, WriteOptions options) {
        return deleteAsync(key, options).join();
    }

    /** {@link #getAsync} that waits. */
    public Reply get(String key, ReadOptions options) {
        return getAsync(key, options).join();
    }

    /** Asks whether a key exists and waits for the answer. */
    public Reply head(String key, ReadOptions options) {
        Operation read = askedToRead(key, options);
        return client.headAsync(key, options)
                .thenApply(reply -> recordRead(read, reply, answer -> null))
                .join();
    }

    /** Puts a value by the original call, and waits. */
    public Reply setMessage(String key, String value) {
        Operation put = asked(key, Kind.WRITE).value(value).build();
        return client.setMessageAsync(key, value)
                .thenApply(reply -> recordWrite(put, reply))
                .join();
    }

    /** Reads a key by the original call, and waits. */
    public Reply getMessage(String key) {
        Operation read = asked(key, Kind.READ).build();
        return client.getMessageAsync(key)
                .thenApply(reply -> recordRead(read, reply, Reply.Answered::message))
                .join();
    }

    private OperationBuilder asked(String key, Kind kind) {
        return Operation.asked(process, node, key, kind, System.nanoTime());
    }

    private Operation askedToRead(String key, ReadOptions options) {
        return asked(key, Kind.READ)
                .scope(options.stale(), options.revision(), options.minRevision())
                .build();
    }

    private @Nullable String expected(String key, WriteOptions options) {
        if (options.condition() == WriteOptions.ABSENT) {
            return null;
        }
        String value = history.value(key, options.condition());
        if (value == null) {
            throw new IllegalArgumentException(
                    "nobody knows the value of " + key + " at revision " + options.condition());
        }
        return value;
    }

    private Reply recordWrite(Operation write, Reply reply) {
        long now = System.nanoTime();
        OperationBuilder told = write.edit().ended(outcome(reply.writeResult()), now);
        if (reply instanceof Reply.Answered answer) {
            inspectWrite(write, answer);
            if (answer.status() == 412) {
                told.succeeded(false)
                        .revisions(answer.etag(), answer.storeRevision())
                        .ended(Outcome.OK, now);
            } else if (answer.ok()) {
                acknowledge(told, write, answer);
            }
        }
        history.add(told.build());
        return reply;
    }

    private static void acknowledge(OperationBuilder told, Operation write, Reply.Answered answer) {
        long changed = write.result() == null || answer.etag() == 0 ? answer.storeRevision() : answer.etag();
        boolean removed = answer.deleted() != 0;
        switch (write.op()) {
            case CAS -> told.succeeded(true).revisions(changed, answer.storeRevision());
            case DELETE -> told.found(removed).revisions(removed ? changed : 0, answer.storeRevision());
            case WRITE, READ -> told.revisions(changed, answer.storeRevision());
        }
    }

    private static Outcome outcome(WriteResult result) {
        return switch (result) {
            case APPLIED -> Outcome.OK;
            case NOT_APPLIED -> Outcome.FAIL;
            case UNKNOWN -> Outcome.UNKNOWN;
        };
    }

    /** How the value stands in an answer; null when the answer does not show it. */
    private interface Shown {
        @Nullable String in(Reply.Answered answer);
    }

    private Reply recordRead(Operation read, Reply reply, Shown value) {
        long now = System.nanoTime();
        if (!(reply instanceof Reply.Answered answer) || (answer.status() != 200 && answer.status() != 404)) {
            if (reply instanceof Reply.Answered answer && !READ_ANSWERS.contains(answer.status())) {
                complain(read, answer, "an answer outside the contract");
            }
            history.add(read.edit().ended(Outcome.FAIL, now).build());
            return reply;
        }
        boolean found = answer.status() == 200;
        if (answer.storeRevision() == 0 && found) {
            complain(read, answer, "no Kv-Revision");
        } else if (found && answer.etag() == 0) {
            complain(read, answer, "no ETag");
        }
        history.add(read.edit()
                .value(found ? value.in(answer) : null)
                .found(found)
                .revisions(answer.etag(), answer.storeRevision())
                .ended(Outcome.OK, now)
                .build());
        return reply;
    }

    private void inspectWrite(Operation write, Reply.Answered answer) {
        if (!WRITE_ANSWERS.contains(answer.status()) && !(answer.status() == 200 && write.op() == Kind.WRITE)) {
            complain(write, answer, "an answer outside the contract");
        } else if (answer.status() == 412 && write.op() != Kind.CAS) {
            complain(write, answer, "412 without a condition");
        } else if (answer.status() == 503 && !Objects.equals(answer.outcome(), "not_applied")) {
            complain(write, answer, "503 without \"outcome\":\"not_applied\"");
        } else if (answer.status() == 504 && !Objects.equals(answer.outcome(), "unknown")) {
            complain(write, answer, "504 without \"outcome\":\"unknown\"");
        } else if (answer.ok() && answer.deleted() != 0 && answer.storeRevision() == 0) {
            complain(write, answer, "acknowledged without a revision");
        }
    }

    private void complain(Operation operation, Reply.Answered answer, String what) {
        String kind = what + " (status " + answer.status() + (answer.code() == null ? "" : " " + answer.code()) + ")";
        String text = answer.ok() ? "" : " " + answer.text();
        history.complain(kind, operation + " was answered " + answer + text);
    }
}
