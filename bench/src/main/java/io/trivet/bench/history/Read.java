package io.trivet.bench.history;

import org.jspecify.annotations.Nullable;

/**
 * An answered linearizable read, or another answer that tells the state of the key, such as a failed condition.
 *
 * @param value what was read; null when the key was absent or the answer told only the revision
 * @param modRevision the revision of the record; 0 when the key was absent
 * @param storeRevision the revision of the store that the answer reflects
 */
public record Read(
        String key,
        @Nullable String value,
        long modRevision,
        long storeRevision,
        String node,
        long invoked,
        long completed)
        implements Op {

    @Override
    public long at() {
        return storeRevision;
    }

    public boolean isAbsent() {
        return modRevision == 0;
    }

    @Override
    public String toString() {
        String what = isAbsent() ? "absent" : "\"" + value + "\" of revision " + modRevision;
        return "read of " + key + " through " + node + ": " + what + " at store revision " + storeRevision;
    }
}
