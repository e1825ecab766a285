package io.trivet.bench.history;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Operation} in the making, whose fields mean what they mean there. What is not set is not known, and the outcome
 * is unknown until it has ended. One thread.
 */
public final class OperationBuilder {

    private final int process;
    private final String node;
    private final String key;
    private final Kind op;
    private final long start;

    private @Nullable String value;
    private @Nullable String from;
    private @Nullable String to;
    private @Nullable Boolean found;
    private @Nullable Boolean succeeded;
    private long revision;
    private long storeRevision;
    private long atRevision;
    private long minRevision;
    private boolean stale;
    private Outcome outcome = Outcome.UNKNOWN;
    private long end = Operation.NEVER;

    OperationBuilder(int process, String node, String key, Kind op, long start) {
        this.process = process;
        this.node = node;
        this.key = key;
        this.op = op;
        this.start = start;
    }

    /** The value that was written or read. */
    public OperationBuilder value(@Nullable String text) {
        value = text;
        return this;
    }

    /** What a compare-and-set expects and puts; null for nothing. */
    public OperationBuilder exchange(@Nullable String expected, @Nullable String next) {
        from = expected;
        to = next;
        return this;
    }

    /** Whether the key was found. */
    public OperationBuilder found(@Nullable Boolean there) {
        found = there;
        return this;
    }

    /** A read found the key; null when its answer does not show the value. */
    public OperationBuilder shows(@Nullable String text) {
        return found(true).value(text);
    }

    /** A read did not find the key. */
    public OperationBuilder showsNothing() {
        return found(false).value(null);
    }

    /** Whether a compare-and-set took effect. */
    public OperationBuilder succeeded(@Nullable Boolean effect) {
        succeeded = effect;
        return this;
    }

    /** The revision of the record, and that of the store. */
    public OperationBuilder revisions(long record, long store) {
        revision = record;
        storeRevision = store;
        return this;
    }

    /**
     * Which state is read.
     *
     * @param local whether it may lag behind
     * @param past the revision that is asked for; 0 for the present
     * @param least the oldest revision that is accepted; 0 for any
     */
    public OperationBuilder scope(boolean local, long past, long least) {
        stale = local;
        atRevision = past;
        minRevision = least;
        return this;
    }

    /** How it ended, and when; the instant does not count for an unknown outcome. */
    public OperationBuilder ended(Outcome how, long now) {
        outcome = how;
        end = how == Outcome.UNKNOWN ? Operation.NEVER : now;
        return this;
    }

    /** The operation as it is now. */
    public Operation build() {
        return new Operation(
                process,
                node,
                key,
                op,
                value,
                from,
                to,
                found,
                succeeded,
                revision,
                storeRevision,
                atRevision,
                minRevision,
                stale,
                outcome,
                start,
                end);
    }
}
