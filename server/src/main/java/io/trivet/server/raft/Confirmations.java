package io.trivet.server.raft;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A leader's read index, and what confirms it. Thread-safe.
 *
 * <p>A leader must not tell a read index before a majority has confirmed that there was no later leader when the read came
 * (Ongaro's dissertation, 6.4). A voter that is in this leader's term confirms that: it has not voted in a later one, which is
 * all that its answer to a heartbeat would tell. The leader, still in that term too, is the second. Of two or three voters that
 * is a majority. A follower that asks for the read index tells its term with the question, and is its own
 * confirmation.
 */
final class Confirmations {
    private final String self;
    private final Leadership leadership;
    private final Voters voters;
    private final LongSupplier term;
    private final LongSupplier commitIndex;

    /**
     * @param self this node's instance
     * @param term that this node is in; see {@link RaftMeta}
     * @param commitIndex which must not lag
     */
    Confirmations(String self, Leadership leadership, Voters voters, LongSupplier term, LongSupplier commitIndex) {
        this.self = self;
        this.leadership = leadership;
        this.voters = voters;
        this.term = term;
        this.commitIndex = commitIndex;
    }

    /** What this node says of itself. */
    Confirmation own() {
        return new Confirmation(self, term.getAsLong());
    }

    /** The index for reads that have come by now, to be confirmed; null when this node does not lead. */
    @Nullable ReadIndex unconfirmed() {
        long leading = leadership.leadingTerm();
        return leading < 0 ? null : new ReadIndex(commitIndex.getAsLong(), leading);
    }

    /**
     * Whether a voter confirms an index. False also where one more voter is not certain to be enough.
     *
     * @param by said after the reads had come that the index is for
     */
    boolean isConfirmed(ReadIndex index, Confirmation by) {
        return by.term() == index.term()
                && voters.areMajority(index.term(), self, by.instance())
                // Then the index was this term's when it was taken, and not what a later leader had told.
                && term.getAsLong() == index.term();
    }

    /** The index for reads of a follower that confirms it by asking; null when only a round can tell. */
    @Nullable ReadIndex answer(Confirmation asker) {
        ReadIndex index = unconfirmed();
        return index != null && isConfirmed(index, asker) ? index : null;
    }

    /** Whether one more voter is certain to be enough. */
    boolean areEasy() {
        return voters.areTwoMajority(leadership.leadingTerm());
    }
}
