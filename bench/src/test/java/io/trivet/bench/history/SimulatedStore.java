package io.trivet.bench.history;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Concurrent clients of a correct store, in simulated time: each operation takes effect at one instant between its start
 * and its end, or, when the client learns of no outcome, at any later instant or never. Revisions count the changes. Some
 * reads are of the past, from a node that lags behind, or ask for a least revision.
 */
public final class SimulatedStore {

    /**
     * What is simulated.
     *
     * @param values how many different values are written to a key; 0 for unique ones
     * @param unknownPercent how many of 100 writes have an unknown outcome; as many fail
     * @param span the longest time an operation takes
     */
    public record Shape(int clients, int operations, int keys, int values, int unknownPercent, int span) {

        /** Any shape in which much happens at the same time. */
        public static Shape drawn(Random random) {
            return new Shape(
                    1 + random.nextInt(12),
                    200 + random.nextInt(800),
                    1 + random.nextInt(3),
                    random.nextBoolean() ? 0 : 1 + random.nextInt(6),
                    random.nextInt(12),
                    2 + random.nextInt(1000));
        }
    }

    private record Entry(@Nullable String value, long revision) {}

    /** How far back reads of the past go, and how far a node lags behind, in revisions. */
    private static final int BACK = 6;

    /** Something that happens at an instant. */
    private record Event(long time, int number, Runnable what) {}

    private static final Entry ABSENT = new Entry(null, 0);

    private final Shape shape;
    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingInt(Event::number));
    private final Map<String, NavigableMap<Long, Entry>> entries = new HashMap<>();
    private final Map<String, List<String>> written = new HashMap<>();
    private final List<Operation> history = new ArrayList<>();
    private long revision;
    private int scheduled;
    private int asked;

    private SimulatedStore(Shape shape, Random random) {
        this.shape = shape;
        this.random = random;
    }

    /** A history that is correct by construction. */
    public static List<Operation> run(Shape shape, Random random) {
        SimulatedStore store = new SimulatedStore(shape, random);
        for (int client = 0; client < shape.clients(); client++) {
            int process = client;
            long start = random.nextInt(shape.span());
            store.at(start, () -> store.ask(process, start));
        }
        while (!store.events.isEmpty()) {
            store.events.remove().what().run();
        }
        return store.history;
    }

    private void at(long time, Runnable what) {
        events.add(new Event(time, scheduled++, what));
    }

    private void ask(int process, long now) {
        if (asked == shape.operations()) {
            return;
        }
        asked++;
        Operation request = request(process, now);
        long effect = now + random.nextInt(shape.span());
        long end = effect + random.nextInt(shape.span());
        int luck = request.op() == Kind.READ ? 100 : random.nextInt(100);
        if (luck < shape.unknownPercent()) {
            history.add(request);
            if (random.nextBoolean()) {
                at(effect + random.nextInt(10 * shape.span()), () -> answer(request, request.end()));
            }
        } else if (luck < 2 * shape.unknownPercent()) {
            history.add(request.edit().ended(Outcome.FAIL, end).build());
        } else {
            at(effect, () -> history.add(answer(request, end)));
        }
        long next = end + random.nextInt(shape.span());
        at(next, () -> ask(process, next));
    }

    private Operation request(int process, long now) {
        String key = "k" + random.nextInt(shape.keys());
        int dice = random.nextInt(10);
        if (dice < 4) {
            return Operation.asked(process, "", key, Kind.READ, now).build();
        } else if (dice < 6) {
            return Operation.asked(process, "", key, Kind.WRITE, now)
                    .value(fresh(key))
                    .build();
        } else if (dice < 7) {
            return Operation.asked(process, "", key, Kind.DELETE, now).build();
        }
        String from = random.nextInt(4) > 0 ? entry(key).value() : old(key);
        String to = from != null && random.nextInt(5) == 0 ? null : fresh(key);
        return Operation.asked(process, "", key, Kind.CAS, now)
                .exchange(from, to)
                .build();
    }

    private Entry entry(String key) {
        return entry(key, revision);
    }

    private Entry entry(String key, long at) {
        Map.Entry<Long, Entry> last = entries.getOrDefault(key, new TreeMap<>()).floorEntry(at);
        return last == null ? ABSENT : last.getValue();
    }

    private String fresh(String key) {
        String value = "v" + (shape.values() == 0 ? asked : random.nextInt(shape.values()));
        written.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        return value;
    }

    private @Nullable String old(String key) {
        List<String> values = written.getOrDefault(key, List.of());
        return values.isEmpty() ? null : values.get(random.nextInt(values.size()));
    }

    /** Lets an operation take effect now, and answers it. */
    private Operation answer(Operation request, long end) {
        String key = request.key();
        Entry before = entry(key);
        OperationBuilder answered = request.edit().ended(Outcome.OK, end);
        OperationBuilder told = switch (request.op()) {
            case READ -> read(key, answered);
            case WRITE -> change(key, request.value(), answered);
            case DELETE ->
                before.value() == null
                        ? answered.found(false).revisions(0, revision)
                        : change(key, null, answered.found(true));
            case CAS ->
                Objects.equals(before.value(), request.from())
                        ? change(key, request.to(), answered.succeeded(true))
                        : answered.succeeded(false).revisions(before.revision(), revision);
        };
        return told.build();
    }

    private OperationBuilder read(String key, OperationBuilder read) {
        long back = Math.max(1, revision - random.nextInt(BACK));
        int dice = revision == 0 ? 0 : random.nextInt(10);
        if (dice == 9) {
            return show(key, read.scope(true, 0, random.nextInt((int) back + 1)), back, back);
        } else if (dice == 8) {
            return show(key, read.scope(false, back, 0), back, revision);
        } else if (dice == 7) {
            return show(key, read.scope(false, 0, back), revision, revision);
        }
        return show(key, read, revision, revision);
    }

    private OperationBuilder show(String key, OperationBuilder read, long at, long store) {
        Entry entry = entry(key, at);
        OperationBuilder shown = read.found(entry.value() != null).revisions(entry.revision(), store);
        return random.nextInt(10) == 0 ? shown : shown.value(entry.value()); // a HEAD shows no value
    }

    private OperationBuilder change(String key, @Nullable String value, OperationBuilder operation) {
        revision++;
        entries.computeIfAbsent(key, k -> new TreeMap<>())
                .put(revision, value == null ? ABSENT : new Entry(value, revision));
        return operation.revisions(revision, revision);
    }
}
