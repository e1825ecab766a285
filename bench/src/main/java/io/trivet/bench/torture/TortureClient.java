package io.trivet.bench.torture;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.workload.RecordingClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One client: takes one step after the other, never repeats a call, and records what it was told. */
final class TortureClient implements Runnable {

    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(20);

    private final Iterator<Step> steps;
    private final List<RecordingClient> nodes;
    private final BooleanSupplier stopped;

    /** The entity tag that this client has seen last, by key; 0 for one that was absent. */
    private final Map<String, Long> tags = new HashMap<>();

    private long seenRevision;
    private long earlierRevision;

    /** @param nodes one recorder for each node, with this client's process number */
    TortureClient(Iterator<Step> steps, List<RecordingClient> nodes, BooleanSupplier stopped) {
        this.steps = steps;
        this.nodes = nodes;
        this.stopped = stopped;
    }

    @Override
    public void run() {
        while (!stopped.getAsBoolean()) {
            Step step = steps.next();
            Reply reply = take(step, nodes.get(step.node()));
            remember(step, reply);
            Poll.pause(reply.status() == 0 || reply.status() >= 500 ? PAUSE_AFTER_FAILURE : PAUSE);
        }
    }

    private Reply take(Step step, RecordingClient node) {
        String key = step.key();
        ReadOptions read = ReadOptions.LINEARIZABLE.within(step.timeout());
        WriteOptions write = WriteOptions.PLAIN.within(step.timeout());
        long tag = tags.getOrDefault(key, 0L);
        return switch (step.kind()) {
            case PUT -> node.put(key, step.value(), write);
            case CREATE -> node.put(key, step.value(), write.when(WriteOptions.ABSENT));
            case COMPARE_AND_SET -> tag == 0 ? node.get(key, read) : node.put(key, step.value(), write.when(tag));
            case DELETE -> node.delete(key, write);
            case COMPARE_AND_DELETE -> tag == 0 ? node.get(key, read) : node.delete(key, write.when(tag));
            case GET -> node.get(key, read);
            case HEAD -> node.head(key, read);
            case GET_AT_LEAST ->
                node.get(key, ReadOptions.staleAtLeast(seenRevision).within(step.timeout()));
            case GET_PAST ->
                earlierRevision == 0
                        ? node.get(key, read)
                        : node.get(key, ReadOptions.atRevision(earlierRevision).within(step.timeout()));
            case SET_MESSAGE -> node.setMessage(key, step.value());
            case GET_MESSAGE -> node.getMessage(key);
        };
    }

    private void remember(Step step, Reply reply) {
        if (!(reply instanceof Reply.Answered answer) || answer.storeRevision() == 0) {
            return;
        }
        if (answer.ok() || answer.status() == 404) {
            earlierRevision = seenRevision;
            seenRevision = Math.max(seenRevision, answer.storeRevision());
            if (showsPresentRecord(step.kind())) {
                tags.put(step.key(), answer.etag());
            }
        }
    }

    /** Whether an answer tells both what is there and its entity tag. */
    private static boolean showsPresentRecord(Step.Kind kind) {
        return kind != Step.Kind.GET_PAST && kind != Step.Kind.HEAD && kind != Step.Kind.SET_MESSAGE;
    }
}
