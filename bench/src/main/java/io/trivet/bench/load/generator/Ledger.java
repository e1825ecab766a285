package io.trivet.bench.load.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of each key, and so what an answer may say. It asks nothing of the system: versions are counted per key as
 * they are sent, and nobody else may write these keys. The thread of the clients alone.
 *
 * <p>A key is <em>settled</em> when a write was alone, no other write of the key under way from before it was sent until it
 * was acknowledged, and none has been sent since: a linearizable read that begins and ends meanwhile shows that version and
 * no other. A write of unknown outcome may happen at any time, so its key is never settled again.
 */
public final class Ledger {

    private static final int ENOUGH = 10;

    private final Keyspace keyspace;
    private final int[] sent;
    private final int[] settled;
    private final short[] open;
    private final long[] revisions;
    private final List<String> violations = new ArrayList<>();
    private long violated;

    /** Nothing is known yet. */
    public Ledger(Keyspace keyspace) {
        this.keyspace = keyspace;
        this.sent = new int[keyspace.keys()];
        this.settled = new int[keyspace.keys()];
        this.open = new short[keyspace.keys()];
        this.revisions = new long[keyspace.keys()];
    }

    public Keyspace keyspace() {
        return keyspace;
    }

    /** The revision of the last write of a key that was acknowledged; 0 when there was none. */
    public long revision(int key) {
        return revisions[key];
    }

    /** The version that a key certainly holds; 0 when that is not known. */
    int settled(int key) {
        return settled[key];
    }

    /** A write is about to be sent. */
    Write write(int key) {
        boolean wasSettled = settled[key] != 0;
        boolean alone = open[key] == 0;
        open[key]++;
        sent[key]++;
        settled[key] = 0;
        return new Write(key, sent[key], alone, wasSettled);
    }

    /** A write was acknowledged. */
    void written(Write write, long revision) {
        int key = write.key();
        open[key]--;
        if (revision <= revisions[key] && stillAlone(write)) {
            violation(write.key(), "was written with revision " + revision + " after " + revisions[key]);
        }
        revisions[key] = Math.max(revisions[key], revision);
        if (stillAlone(write)) {
            settled[key] = write.version();
        }
    }

    /** A conditional write was refused because of another record. */
    void conflict(Write write) {
        open[write.key()]--;
        if (write.wasSettled() && stillAlone(write)) {
            violation(write.key(), "refused a compare-and-set that nobody had overtaken");
        }
    }

    /** A read that has come back with a value. {@code settledBefore} is {@link #settled} when it was sent; 0 asks for less. */
    void read(int key, byte[] value, int settledBefore) {
        int version = keyspace.version(key, value);
        if (version < 1 || version > sent[key]) {
            violation(key, "holds " + value.length + " bytes that were never written to it");
        } else if (settledBefore != 0 && settledBefore == sent[key] && version != settledBefore) {
            violation(key, "shows its version " + version + " after " + settledBefore + " was acknowledged");
        }
    }

    /** A read of a key that was written before and was not found. */
    void missing(int key) {
        violation(key, "is missing");
    }

    /** What was wrong, in words: the first of them, and how many there are. */
    public List<String> violations() {
        List<String> told = new ArrayList<>(violations);
        if (violated > violations.size()) {
            told.add("and " + (violated - violations.size()) + " more");
        }
        return told;
    }

    private boolean stillAlone(Write write) {
        return write.alone() && sent[write.key()] == write.version();
    }

    private void violation(int key, String what) {
        violated++;
        if (violations.size() < ENOUGH) {
            violations.add("key " + key + " " + what);
        }
    }

    /**
     * One write.
     *
     * @param alone whether no other write of the key was under way when it began
     * @param wasSettled whether it was known then what the key holds, and so its revision
     */
    record Write(int key, int version, boolean alone, boolean wasSettled) {}
}
