package io.trivet.server.raft;

/**
 * Up to where a store must have applied the log to serve a read.
 *
 * @param index a store that has applied it holds every write that was acknowledged before the read came
 * @param term of the entry at that index, which is committed; {@link #UNKNOWN} when that is not told
 */
record ReadIndex(long index, long term) {
    static final long UNKNOWN = 0;
}
