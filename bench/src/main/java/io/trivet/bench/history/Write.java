package io.trivet.bench.history;

import io.trivet.bench.client.WriteOptions;
import io.trivet.bench.client.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A put or a delete.
 *
 * @param value what was put, unique for its key; null for a delete
 * @param condition as in {@link WriteOptions#condition()}
 * @param revision the revision it was acknowledged with; 0 when it was not
 */
public record Write(
        String key,
        @Nullable String value,
        long condition,
        String node,
        long invoked,
        long completed,
        WriteResult result,
        long revision)
        implements Op {

    @Override
    public long at() {
        return revision;
    }

    public boolean isDelete() {
        return value == null;
    }

    /** The same unknown write, now that a read has shown its revision. */
    Write seenAt(long shownRevision) {
        return new Write(key, value, condition, node, invoked, completed, result, shownRevision);
    }

    @Override
    public String toString() {
        String what = value == null ? "delete" : "put \"" + value + "\"";
        String when = condition == WriteOptions.ANY
                ? ""
                : condition == WriteOptions.ABSENT ? " if absent" : " if at " + condition;
        String end = revision == 0 ? result.toString() : result + " at revision " + revision;
        return what + when + " of " + key + " through " + node + ": " + end;
    }
}
