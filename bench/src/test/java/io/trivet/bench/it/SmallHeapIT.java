package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.bench.client.KvClient;
import io.trivet.bench.client.Reply;
import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.ProcessFigures;
import io.trivet.bench.workload.Burst;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Many sets and gets on one node with a small heap. */
class SmallHeapIT {

    private static final int CALLS = 60_000;
    private static final int KEYS = 20_000;
    private static final int IN_FLIGHT = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @Test
    void when_heapIs256MiB_then_aHundredThousandSetsAndGetsSucceed() {
        try (LocalCluster cluster =
                Clusters.start(ClusterSpec.of("small-heap", 1).longLived())) {
            NodeProcess node = cluster.nodes().get(0);
            KvClient client = node.client();
            ProcessFigures idle = ProcessFigures.of(node.pid());
            Duration sets = Burst.run(CALLS, IN_FLIGHT, i -> check(i, "set", set(client, i), "OK"));
            ProcessFigures afterSets = ProcessFigures.of(node.pid());
            Duration gets = Burst.run(CALLS, IN_FLIGHT, i -> check(i, "get", get(client, i), value(lastSet(i))));
            ProcessFigures afterGets = ProcessFigures.of(node.pid());
            print("idle", idle, Duration.ZERO);
            print("after " + CALLS + " sets", afterSets, sets);
            print("after " + CALLS + " gets", afterGets, gets);
            Verdict.assertNone("every set and get succeeds", List.copyOf(wrong));
            assertTrue(node.alive(), () -> "the node ended; its log ends:\n" + node.logTail());
            assertTrue(client.ready(), "the node is not ready after the load");
            assertEquals(CALLS, client.cluster().orElseThrow().revision(), "revision after " + CALLS + " sets");
        }
    }

    private static CompletableFuture<Reply> set(KvClient client, int call) {
        return client.setMessageAsync(key(call), value(call));
    }

    private static CompletableFuture<Reply> get(KvClient client, int call) {
        return client.getMessageAsync(key(call));
    }

    private CompletableFuture<Reply> check(int call, String kind, CompletableFuture<Reply> reply, String message) {
        return reply.whenComplete((done, failure) -> {
            if (failure != null || !says(done, message)) {
                wrong.add(kind + " of " + key(call) + " was answered " + done + ", expected " + message);
            }
        });
    }

    private static boolean says(Reply reply, String message) {
        try {
            return reply instanceof Reply.Answered answer
                    && answer.status() == 200
                    && message.equals(
                            JSON.readTree(answer.body()).path("message").textValue());
        } catch (IOException e) {
            return false;
        }
    }

    /** The last call that set the key of this call. */
    private static int lastSet(int call) {
        return CALLS - KEYS + call % KEYS;
    }

    private static String key(int call) {
        return "key" + call % KEYS;
    }

    private static String value(int call) {
        return "value-" + call + "-".repeat(100);
    }

    private static void print(String when, ProcessFigures figures, Duration took) {
        String speed = took.isZero() ? "" : ", " + CALLS * 1000L / took.toMillis() + " a second";
        System.out.println("  " + when + ": " + figures + speed);
    }
}
