package io.trivet.bench.history;

import io.trivet.bench.history.Operation.Outcome;
import java.util.List;

/**
 * The count of revisions, for a store that nobody else writes to: each acknowledged write has added one, each of
 * unknown outcome at most one. More means that something was applied twice, fewer that something was lost.
 */
public final class RevisionCount {

    private RevisionCount() {}

    /** What is wrong with the revision of the store after this history; empty when nothing is. */
    public static List<String> check(History history, long storeRevision) {
        long least = history.appliedWrites().size();
        long most = least + history.writes(Outcome.UNKNOWN).size();
        if (storeRevision >= least && storeRevision <= most) {
            return List.of();
        }
        return List.of("the store is at revision " + storeRevision + ", but " + least + " writes were acknowledged and "
                + (most - least) + " have an unknown outcome");
    }
}
