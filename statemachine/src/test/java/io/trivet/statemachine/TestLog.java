package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** A made-up Raft log; the same seed gives the same log. */
final class TestLog {
    /** Keys that are beginnings of each other and hold the bytes that the row keys give a meaning to. */
    static final List<byte[]> KEYS = List.of(
            new byte[] {0},
            new byte[] {0, 0},
            new byte[] {0, 1},
            new byte[] {0, (byte) 0xFF},
            new byte[] {0, (byte) 0xFF, 0, 0},
            new byte[] {(byte) 0xFF},
            new byte[] {(byte) 0xFF, (byte) 0xFF},
            key("a"),
            key("a\0"),
            key("a\0\u0001"),
            key("ab"),
            key("b".repeat(300)));

    final List<Entry> entries = new ArrayList<>();
    private final Random random;
    private long index;
    private long term = 1;
    private long revisions;

    private TestLog(long seed) {
        random = new Random(seed);
    }

    static TestLog of(long seed, int size) {
        TestLog log = new TestLog(seed);
        for (int i = 0; i < size; i++) {
            log.add();
        }
        return log;
    }

    /** The seed of a random test: {@code -Dtrivet.seed=N} replays one. */
    static long seed() {
        Long replayed = Long.getLong("trivet.seed");
        return replayed != null ? replayed : ThreadLocalRandom.current().nextLong(1_000_000_000);
    }

    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Entry entry(long index, Command command) {
        return new Entry(index, 1, ByteBuffer.wrap(ProposalCodec.encode(new Proposal(1_000 + index, command))));
    }

    static Command.Put put(String key, String value) {
        return new Command.Put(key(key), key(value), "text/plain", Condition.ALWAYS);
    }

    /** Applies entries; returns the outcomes of all their commands. */
    static List<Outcome> apply(Store store, List<Entry> entries) {
        return store.apply(entries).stream().flatMap(List::stream).toList();
    }

    /** The entries behind an index. */
    List<Entry> after(long applied) {
        return entries.stream().filter(entry -> entry.index() > applied).toList();
    }

    private void add() {
        boolean otherEntriesCameBetween = random.nextInt(10) == 0;
        index += otherEntriesCameBetween ? 1 + random.nextInt(3) : 1;
        term += random.nextInt(50) == 0 ? 1 : 0;
        long clock = Math.max(0, 1_000 + 10 * index + random.nextInt(400) - 200);
        byte[] data = ProposalCodec.encode(new Proposal(clock, commands()));
        entries.add(new Entry(index, term, ByteBuffer.wrap(data)));
    }

    /** Mostly one, as every second entry has; what cannot share an entry is alone. */
    private List<Command> commands() {
        Command first = command();
        List<Command> commands = new ArrayList<>(List.of(first));
        for (int more = random.nextBoolean() ? 0 : random.nextInt(12); first.sharesEntry() && more > 0; more--) {
            Command next = command();
            if (next.sharesEntry()) {
                commands.add(next);
            }
        }
        return commands;
    }

    private Command command() {
        byte[] key = KEYS.get(random.nextInt(KEYS.size()));
        int kind = random.nextInt(100);
        if (kind < 3) {
            return new Command.Compact(random.nextLong(revisions + 5));
        }
        revisions += random.nextInt(3) == 0 ? 0 : 1;
        if (kind < 25) {
            return new Command.Delete(key, condition());
        }
        byte[] value = new byte[random.nextInt(20) == 0 ? 5_000 : random.nextInt(60)];
        random.nextBytes(value);
        return new Command.Put(key, value, random.nextBoolean() ? "" : "text/plain; charset=\u00fctf", condition());
    }

    private Condition condition() {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return new Condition.Exists();
        } else if (kind == 1) {
            return new Condition.Absent();
        } else if (kind == 2) {
            return new Condition.RevisionIn(recentRevisions());
        } else if (kind == 3) {
            return new Condition.RevisionNotIn(recentRevisions());
        }
        return Condition.ALWAYS;
    }

    private Set<Long> recentRevisions() {
        Set<Long> recent = new java.util.HashSet<>();
        for (int i = random.nextInt(15); i >= 0; i--) {
            recent.add(Math.max(0, revisions - random.nextInt(20)));
        }
        return recent;
    }
}
