package io.trivet.server.raft;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers followers' questions for the read index, where that takes no round. Thread-safe.
 *
 * <p>A leader must not answer before a majority has confirmed that there was no later leader when the question was asked
 * (Ongaro's dissertation, 6.4). A voter that asks confirms that by itself: it was in this leader's term when it asked, so it had
 * not voted in a later one by then, which is all that its answer to a heartbeat would tell. The leader, still in that
 * term too, is the second. Of two or three voters that is a majority.
 */
final class ReadQuestions {
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
    ReadQuestions(String self, Leadership leadership, Voters voters, LongSupplier term, LongSupplier commitIndex) {
        this.self = self;
        this.leadership = leadership;
        this.voters = voters;
        this.term = term;
        this.commitIndex = commitIndex;
    }

    /** The answer, or null when only a round can tell. */
    @Nullable ReadIndex answer(ReadQuestion question) {
        long leading = leadership.leadingTerm();
        if (leading != question.term() || !voters.areMajority(leading, self, question.instance())) {
            return null;
        }
        long index = commitIndex.getAsLong();
        // Last, so that the index is one of this term's, and not what a later leader has told.
        return term.getAsLong() == leading ? new ReadIndex(index, leading) : null;
    }
}
