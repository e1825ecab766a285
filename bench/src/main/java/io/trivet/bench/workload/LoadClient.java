package io.trivet.bench.workload;

import io.trivet.bench.client.ReadOptions;
import io.trivet.bench.client.Reply;
import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.cluster.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** One client of a {@link Workload}: one call at a time, each through a node, on a key and of a kind drawn at random. */
final class LoadClient implements Runnable {

    private static final Duration BACKOFF = Duration.ofMillis(20);

    private final int number;
    private final WorkloadSpec spec;
    private final List<RecordingClient> nodes;
    private final Random random;
    private final BooleanSupplier stopped;
    private int calls;

    LoadClient(int number, WorkloadSpec spec, List<RecordingClient> nodes, Random random, BooleanSupplier stopped) {
        this.number = number;
        this.spec = spec;
        this.nodes = nodes;
        this.random = random;
        this.stopped = stopped;
    }

    @Override
    public void run() {
        while (!stopped.getAsBoolean()) {
            int status = call(nodes.get(random.nextInt(nodes.size())), key()).status();
            Poll.pause(status == 0 || status >= 500 ? BACKOFF : spec.thinkTime());
        }
    }

    private Reply call(RecordingClient node, String key) {
        int dice = random.nextInt(100);
        if (dice < 45) {
            return node.put(key, value(), write());
        }
        if (dice < 60) {
            return node.get(key, read());
        }
        if (dice < 68) {
            return node.delete(key, write());
        }
        return compareAndSet(node, key, dice >= 95);
    }

    private Reply compareAndSet(RecordingClient node, String key, boolean delete) {
        Reply seen = node.get(key, read());
        if (!(seen instanceof Reply.Answered answer) || (answer.status() != 200 && answer.status() != 404)) {
            return seen;
        }
        RecordingClient other = nodes.get(random.nextInt(nodes.size()));
        if (delete && answer.etag() > 0) {
            return other.delete(key, write().when(answer.etag()));
        }
        return other.put(key, value(), write().when(answer.etag()));
    }

    private String key() {
        int key = random.nextBoolean() ? random.nextInt(spec.hotKeys()) : random.nextInt(spec.keys());
        return spec.key(key);
    }

    private String value() {
        calls++;
        return "client" + number + "-" + calls;
    }

    private ReadOptions read() {
        return ReadOptions.LINEARIZABLE.within(timeout());
    }

    private WriteOptions write() {
        return WriteOptions.PLAIN.within(timeout());
    }

    private Duration timeout() {
        long spread = spec.longest().minus(spec.shortest()).toMillis();
        return spec.shortest().plusMillis(random.nextInt((int) spread + 1));
    }
}
