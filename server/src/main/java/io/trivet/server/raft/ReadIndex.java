package io.trivet.server.raft;

/**
 * The leader's answer to a {@link ReadQuestion}.
 *
 * @param index a store that has applied this index holds every write that was acknowledged before the question
 * @param term of the entry at that index, which is committed; {@link #UNKNOWN} when the leader does not tell
 */
record ReadIndex(long index, long term) {
    static final long UNKNOWN = 0;
}
