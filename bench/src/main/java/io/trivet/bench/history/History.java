package io.trivet.bench.history;

import io.trivet.bench.client.WriteResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What all clients asked and were told. Any thread may add; checks read it once the clients are done. */
public final class History {

    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<String, List<String>> complaints = new ConcurrentHashMap<>();
    private final LongAdder acknowledged = new LongAdder();

    public void add(Write write) {
        writes.add(write);
        if (write.result() == WriteResult.APPLIED) {
            acknowledged.increment();
        }
    }

    public void add(Read read) {
        reads.add(read);
    }

    /**
     * Adds an answer that breaks the contract by itself, such as an acknowledgement without a revision.
     *
     * @param kind what complaints are grouped by
     * @param answer the call and its answer
     */
    public void complain(String kind, String answer) {
        complaints
                .computeIfAbsent(kind, name -> Collections.synchronizedList(new ArrayList<>()))
                .add(answer);
    }

    /** How many writes were acknowledged so far. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    public List<Write> writes() {
        return List.copyOf(writes);
    }

    public List<Read> reads() {
        return List.copyOf(reads);
    }

    /** Each kind of complaint with how often it came and its first answer. */
    public List<String> complaints() {
        return complaints.entrySet().stream()
                .map(kind -> kind.getKey() + ", " + kind.getValue().size() + " times, first: "
                        + kind.getValue().get(0))
                .toList();
    }

    /** The writes that ended in the given way. */
    public List<Write> writes(WriteResult result) {
        return writes.stream().filter(write -> write.result() == result).toList();
    }

    /** The completion time of the first write sent through a node after an instant and acknowledged. */
    public OptionalLong firstAcknowledgement(String node, long after) {
        return writes.stream()
                .filter(write -> write.result() == WriteResult.APPLIED)
                .filter(write -> write.node().equals(node) && write.invoked() - after >= 0)
                .mapToLong(Write::completed)
                .min();
    }

    /** How many operations of each kind and result there are, in words. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        for (WriteResult result : WriteResult.values()) {
            parts.add(writes(result).size() + " writes " + result);
        }
        parts.add(reads.size() + " reads");
        return String.join(", ", parts);
    }
}
