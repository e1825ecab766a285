package io.trivet.bench.torture;

import io.trivet.bench.torture.Step.Kind;
import java.time.Duration;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** The endless sequence of steps of one client, a function of the seed and the client's number alone. */
final class Steps implements Iterator<Step> {

    private static final int HOT_KEYS = 5;
    private static final int COLD_KEYS = 1_000;
    private static final int SHORTEST_MILLIS = 300;
    private static final int LONGEST_MILLIS = 3_000;

    /** Kinds by the end of their share of 100. */
    private static final NavigableMap<Integer, Kind> SHARES = shares();

    private final int client;
    private final int nodes;
    private final Random random;
    private long taken;

    /**
     * The steps of a client.
     *
     * @param nodes how many nodes there are to ask
     */
    Steps(long seed, int client, int nodes) {
        this.client = client;
        this.nodes = nodes;
        this.random = new Random(seed * 1_000_003L + client);
    }

    private static NavigableMap<Integer, Kind> shares() {
        NavigableMap<Integer, Kind> shares = new TreeMap<>();
        int end = 0;
        shares.put(end += 26, Kind.PUT);
        shares.put(end += 4, Kind.CREATE);
        shares.put(end += 16, Kind.COMPARE_AND_SET);
        shares.put(end += 5, Kind.DELETE);
        shares.put(end += 3, Kind.COMPARE_AND_DELETE);
        shares.put(end += 22, Kind.GET);
        shares.put(end += 4, Kind.HEAD);
        shares.put(end += 6, Kind.GET_AT_LEAST);
        shares.put(end += 4, Kind.GET_PAST);
        shares.put(end += 5, Kind.SET_MESSAGE);
        shares.put(end + 5, Kind.GET_MESSAGE);
        return shares;
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Step next() {
        Kind kind = SHARES.higherEntry(random.nextInt(SHARES.lastKey())).getValue();
        String key = random.nextBoolean() ? "hot/" + random.nextInt(HOT_KEYS) : "cold/" + random.nextInt(COLD_KEYS);
        int node = random.nextInt(nodes);
        Duration timeout = Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS + 1));
        taken++;
        return new Step(kind, key, node, client + "-" + taken, timeout);
    }
}
