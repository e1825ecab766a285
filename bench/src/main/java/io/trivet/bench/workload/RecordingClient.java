package io.trivet.bench.workload;

import io.trivet.bench.client.KvClient;
import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.client.WriteResult;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.history.Op;
import io.trivet.bench.history.Read;
import io.trivet.bench.history.Write;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client of one node that adds everything it asks and is told to a {@link History}, and complains there about
 * answers outside the contract. Reads must be linearizable, or local ones at a revision no smaller than that of every
 * write acknowledged before. Values must be unique for their key.
 */
public final class RecordingClient {

    private static final Set<Integer> WRITE_ANSWERS = Set.of(201, 204, 412, 503, 504);
    private static final Set<Integer> READ_ANSWERS = Set.of(200, 404, 503, 504);

    private final String node;
    private final KvClient client;
    private final History history;

    /** A client of the node of the given id. */
    public RecordingClient(String node, KvClient client, History history) {
        this.node = node;
        this.client = client;
        this.history = history;
    }

    /** A client of the given node. */
    public RecordingClient(NodeProcess node, History history) {
        this(node.id(), node.client(), history);
    }

    /** The id of the node. */
    public String node() {
        return node;
    }

    /** Puts a value. */
    public CompletableFuture<Reply> putAsync(String key, String value, WriteOptions options) {
        long invoked = System.nanoTime();
        return client.putAsync(key, value, options)
                .thenApply(reply -> recordWrite(key, value, options, invoked, reply));
    }

    /** Deletes a key. */
    public CompletableFuture<Reply> deleteAsync(String key, WriteOptions options) {
        long invoked = System.nanoTime();
        return client.deleteAsync(key, options).thenApply(reply -> recordWrite(key, null, options, invoked, reply));
    }

    /** Reads a key. */
    public CompletableFuture<Reply> getAsync(String key, ReadOptions options) {
        long invoked = System.nanoTime();
        return client.getAsync(key, options).thenApply(reply -> recordRead(key, invoked, reply));
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

    private Reply recordWrite(String key, @Nullable String value, WriteOptions options, long invoked, Reply reply) {
        long completed = System.nanoTime();
        WriteResult result = reply.writeResult();
        if (reply instanceof Reply.Answered answer) {
            inspectWrite(key, value, answer);
            if (answer.status() == 412) {
                addRead(key, null, answer.etag(), answer, invoked, completed);
            } else if (answer.ok() && value == null && answer.deleted() == 0) {
                addRead(key, null, 0, answer, invoked, completed);
                return reply;
            }
        }
        long end = result == WriteResult.UNKNOWN ? Op.NEVER : completed;
        long revision = result == WriteResult.APPLIED ? revision(value, (Reply.Answered) reply) : 0;
        history.add(new Write(key, value, options.condition(), node, invoked, end, result, revision));
        return reply;
    }

    private Reply recordRead(String key, long invoked, Reply reply) {
        long completed = System.nanoTime();
        if (reply instanceof Reply.Answered answer) {
            if (!READ_ANSWERS.contains(answer.status())) {
                complain("get", key, answer, "an answer outside the contract");
            } else if (answer.status() == 200) {
                addRead(key, answer.text(), answer.etag(), answer, invoked, completed);
            } else if (answer.status() == 404) {
                addRead(key, null, 0, answer, invoked, completed);
            }
        }
        return reply;
    }

    private void addRead(
            String key, @Nullable String value, long etag, Reply.Answered answer, long invoked, long completed) {
        if (answer.storeRevision() == 0 && (value != null || etag > 0)) {
            complain("read", key, answer, "no Kv-Revision");
            return;
        }
        if (value != null && etag == 0) {
            complain("read", key, answer, "no ETag");
            return;
        }
        history.add(new Read(key, value, etag, answer.storeRevision(), node, invoked, completed));
    }

    private void inspectWrite(String key, @Nullable String value, Reply.Answered answer) {
        String call = value == null ? "delete" : "put \"" + value + "\"";
        if (!WRITE_ANSWERS.contains(answer.status())) {
            complain(call, key, answer, "an answer outside the contract");
        } else if (answer.status() == 503 && !Objects.equals(answer.outcome(), "not_applied")) {
            complain(call, key, answer, "503 without \"outcome\":\"not_applied\"");
        } else if (answer.status() == 504 && !Objects.equals(answer.outcome(), "unknown")) {
            complain(call, key, answer, "504 without \"outcome\":\"unknown\"");
        } else if (answer.ok() && answer.deleted() != 0 && revision(value, answer) == 0) {
            complain(call, key, answer, "acknowledged without a revision");
        }
    }

    private static long revision(@Nullable String value, Reply.Answered answer) {
        return value == null ? answer.storeRevision() : answer.etag();
    }

    private void complain(String call, String key, Reply.Answered answer, String what) {
        String kind = what + " (status " + answer.status() + (answer.code() == null ? "" : " " + answer.code()) + ")";
        String text = answer.ok() ? "" : " " + answer.text();
        history.complain(kind, call + " of " + key + " through " + node + " was answered " + answer + text);
    }
}
