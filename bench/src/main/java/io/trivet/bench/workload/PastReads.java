package io.trivet.bench.workload;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.history.History;
import io.trivet.bench.history.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Reads of past revisions: at the revision of an acknowledged write, its key must be as that write left it. */
public final class PastReads {

    private static final int IN_FLIGHT = 32;

    private PastReads() {}

    /** Reads back up to {@code limit} acknowledged writes, each through a node drawn at random; what is wrong. */
    public static List<String> check(History history, List<NodeProcess> nodes, Random random, int limit) {
        List<Operation> acknowledged = new ArrayList<>(history.appliedWrites());
        Collections.shuffle(acknowledged, random);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        Burst.run(Math.min(limit, acknowledged.size()), IN_FLIGHT, i -> {
            Operation write = acknowledged.get(i);
            NodeProcess node = nodes.get(random.nextInt(nodes.size()));
            return read(node, write).whenComplete((reply, failure) -> {
                if (reply == null || !shows(reply, write)) {
                    wrong.add("read of the past: {" + write + "} but " + node + " answers " + describe(reply));
                }
            });
        });
        return List.copyOf(wrong);
    }

    private static CompletableFuture<Reply> read(NodeProcess node, Operation write) {
        return node.client().getAsync(write.key(), ReadOptions.atRevision(write.revision()));
    }

    private static boolean shows(Reply reply, Operation write) {
        if (!(reply instanceof Reply.Answered answer)) {
            return false;
        }
        if (write.result() == null) {
            return answer.status() == 404;
        }
        return answer.status() == 200
                && answer.etag() == write.revision()
                && answer.text().equals(write.result());
    }

    private static String describe(@Nullable Reply reply) {
        return reply + (reply instanceof Reply.Answered answer ? " " + answer.text() : "");
    }
}
