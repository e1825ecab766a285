package io.trivet.bench.history;

import org.jspecify.annotations.Nullable;

/**
 * What one client asked of one key and was told. Of fields that a kind of operation does not have, or that nobody knows,
 * the references are null and the numbers 0.
 *
 * @param process the client; it has one call at a time
 * @param node the node that was asked
 * @param value what was written or read; null for a read that found nothing or showed no value
 * @param from of a compare-and-set: the value that must be there; null for none, so that it creates
 * @param to of a compare-and-set: the value that it puts there; null for none, so that it deletes
 * @param found whether a read found the key, or a delete removed one
 * @param succeeded of a compare-and-set that was answered: whether it took effect; if not, something else than {@code from}
 *     was there
 * @param revision of the write, or of the record that was read
 * @param storeRevision the revision of the store that the answer reflects
 * @param atRevision the past state that was asked for
 * @param minRevision the oldest state that the client would accept
 * @param stale true for a local read, which may lag behind
 * @param start when the request was about to be sent, in nanoseconds of one monotonic clock
 * @param end when the answer was there; {@link #NEVER} for an unknown outcome
 */
public record Operation(
        int process,
        String node,
        String key,
        Kind op,
        @Nullable String value,
        @Nullable String from,
        @Nullable String to,
        @Nullable Boolean found,
        @Nullable Boolean succeeded,
        long revision,
        long storeRevision,
        long atRevision,
        long minRevision,
        boolean stale,
        Outcome outcome,
        long start,
        long end) {

    /** The end of an operation whose effect may still be on its way. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What was asked. */
    public enum Kind {
        READ,
        WRITE,
        /** Compare-and-set, creation and conditional delete. */
        CAS,
        DELETE
    }

    /** How a call ended. */
    public enum Outcome {
        /** It was answered; a refused compare-and-set too. */
        OK,
        /** It certainly had no effect. */
        FAIL,
        /** It may take effect at any time after its start, once, or never. */
        UNKNOWN
    }

    /** Whether it is an answered read of the present that must not lag behind. */
    public boolean isLinearizableRead() {
        return op == Kind.READ && outcome == Outcome.OK && !stale && atRevision == 0;
    }

    /** Whether it was answered and took effect. */
    public boolean isAppliedWrite() {
        return op != Kind.READ
                && outcome == Outcome.OK
                && !Boolean.FALSE.equals(succeeded)
                && !(op == Kind.DELETE && Boolean.FALSE.equals(found));
    }

    /** What the key holds after it, if it takes effect; null for nothing. Of writes alone. */
    public @Nullable String result() {
        return op == Kind.CAS ? to : op == Kind.WRITE ? value : null;
    }

    /** What is asked, to be completed; without more it has no answer. */
    public static OperationBuilder asked(int process, String node, String key, Kind op, long start) {
        return new OperationBuilder(process, node, key, op, start);
    }

    /** The same, to be changed; this one stays as it is. */
    public OperationBuilder edit() {
        return new OperationBuilder(process, node, key, op, start)
                .value(value)
                .exchange(from, to)
                .found(found)
                .succeeded(succeeded)
                .revisions(revision, storeRevision)
                .scope(stale, atRevision, minRevision)
                .ended(outcome, end);
    }

    /** In words, without the times. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("process ")
                .append(process)
                .append(' ')
                .append(what())
                .append(" of ")
                .append(key);
        if (!node.isEmpty()) {
            text.append(" through ").append(node);
        }
        text.append(": ").append(answer());
        if (revision > 0) {
            text.append(", revision ").append(revision);
        }
        if (storeRevision > 0 && storeRevision != revision) {
            text.append(", store at ").append(storeRevision);
        }
        return text.toString();
    }

    private String what() {
        return switch (op) {
            case READ -> stale ? "local read" : atRevision > 0 ? "read at revision " + atRevision : "read";
            case WRITE -> "write \"" + value + "\"";
            case DELETE -> "delete";
            case CAS ->
                (from == null ? "create" : "if \"" + from + "\"") + (to == null ? " delete" : " \"" + to + "\"");
        };
    }

    private String answer() {
        if (outcome != Outcome.OK) {
            return outcome == Outcome.FAIL ? "failed" : "unknown";
        }
        return switch (op) {
            case READ -> Boolean.FALSE.equals(found) ? "absent" : value == null ? "present" : "\"" + value + "\"";
            case WRITE -> "ok";
            case DELETE -> Boolean.FALSE.equals(found) ? "nothing was there" : "ok";
            case CAS -> Boolean.FALSE.equals(succeeded) ? "refused" : "ok";
        };
    }
}
