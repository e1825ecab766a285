package io.trivet.bench.workload;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Data of a size: keys whose values have one length, do not compress, and follow from key and version, so that a check
 * needs no record of what was written.
 *
 * @param name what the keys begin with
 * @param keys how many keys, numbered from 0
 * @param valueBytes the length of each value
 */
public record DataSet(String name, int keys, int valueBytes) {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int LETTER_BITS = 6;
    private static final int LETTERS_A_LONG = Long.SIZE / LETTER_BITS;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The key of a number. */
    public String key(int number) {
        return name + "/" + number;
    }

    /** What a version of a key holds. */
    public String value(int number, int version) {
        SplittableRandom random = new SplittableRandom(number * 1_000_003L + version);
        StringBuilder value = new StringBuilder(valueBytes);
        long bits = 0;
        for (int i = 0; i < valueBytes; i++) {
            bits = i % LETTERS_A_LONG == 0 ? random.nextLong() : bits >>> LETTER_BITS;
            value.append(LETTERS.charAt((int) (bits & (LETTERS.length() - 1))));
        }
        return value.toString();
    }

    /** All bytes of the values of one version. */
    public long bytes() {
        return (long) keys * valueBytes;
    }

    /**
     * Puts a version of every key, spread over the nodes.
     *
     * @param inFlight how many puts are under way at most
     * @return how long it took
     * @throws IllegalStateException when a put is not acknowledged
     */
    public Duration put(List<NodeProcess> nodes, int version, int inFlight) {
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        Duration took = Burst.run(
                keys,
                inFlight,
                i -> nodes.get(i % nodes.size())
                        .client()
                        .putAsync(key(i), value(i, version), WriteOptions.PLAIN.within(PATIENCE))
                        .whenComplete((reply, failure) -> {
                            if (reply == null || !reply.ok()) {
                                refused.add("the put of " + key(i) + " was answered " + reply);
                            }
                        }));
        if (!refused.isEmpty()) {
            throw new IllegalStateException(refused.size() + " puts failed, first: " + refused.peek());
        }
        return took;
    }

    /**
     * Reads every key from one node's own store, once that store has reached a revision.
     *
     * @return each key that does not hold the version, in words
     */
    public List<String> differences(NodeProcess node, int version, long minRevision, int inFlight) {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        ReadOptions local = ReadOptions.staleAtLeast(minRevision);
        Burst.run(
                keys,
                inFlight,
                i -> node.client().getAsync(key(i), local).whenComplete((reply, failure) -> {
                    if (!(reply instanceof Reply.Answered answer)
                            || answer.status() != 200
                            || !answer.text().equals(value(i, version))) {
                        wrong.add(key(i) + " in the store of " + node + " is not as it was put: " + reply);
                    }
                }));
        return List.copyOf(wrong);
    }
}
