package io.trivet.bench.history;

import io.trivet.bench.client.Reply;
import io.trivet.bench.history.Operation.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a store must hold at a revision, by what its clients were told. A write of unknown outcome may be there or not, so
 * its key counts as uncertain.
 */
public final class PastState {

    private final long revision;
    private final Map<String, Operation> last = new HashMap<>();
    private final Map<String, Set<String>> maybe = new HashMap<>();
    private final Set<String> maybeDeleted = new HashSet<>();

    private PastState(long revision) {
        this.revision = revision;
    }

    /** The state right after the write of the given revision. */
    public static PastState at(History history, long revision) {
        PastState state = new PastState(revision);
        history.writes().forEach(state::add);
        return state;
    }

    private void add(Operation write) {
        String value = write.result();
        if (write.outcome() == Outcome.UNKNOWN && value == null) {
            maybeDeleted.add(write.key());
        } else if (write.outcome() == Outcome.UNKNOWN) {
            maybe.computeIfAbsent(write.key(), key -> new HashSet<>()).add(String.valueOf(value));
        } else if (write.isAppliedWrite() && write.revision() <= revision) {
            last.merge(write.key(), write, (a, b) -> a.revision() > b.revision() ? a : b);
        }
    }

    /** How many keys exist, if that is certain; -1 when a write of unknown outcome may have changed it. */
    public long living() {
        boolean certain = maybe.isEmpty() && maybeDeleted.isEmpty();
        return certain
                ? last.values().stream().filter(write -> write.result() != null).count()
                : -1;
    }

    /** Whether the answer of a get is what the key may hold, the record's revision included. */
    public boolean allows(String key, Reply reply) {
        if (!(reply instanceof Reply.Answered answer)) {
            return false;
        }
        Operation write = last.get(key);
        if (answer.status() == 404) {
            return write == null || write.result() == null || maybeDeleted.contains(key);
        }
        boolean shown = answer.status() == 200 && answer.etag() <= revision;
        if (shown && write != null && answer.text().equals(write.result()) && answer.etag() == write.revision()) {
            return true;
        }
        return shown && maybe.getOrDefault(key, Set.of()).contains(answer.text());
    }

    /** What the key must hold, in words. */
    public String describe(String key) {
        return "after revision " + revision + ": " + last.get(key);
    }
}
