package io.trivet.statemachine;

/** What a read at a chosen revision finds. */
public sealed interface PastRead {

    /**
     * The key as it was.
     *
     * @param read the key at the revision that was asked for
     */
    record At(Read read) implements PastRead {}

    /**
     * The revision that was asked for is forgotten.
     *
     * @param compactedRevision the oldest revision that is readable
     */
    record Compacted(long compactedRevision) implements PastRead {}

    /**
     * The revision that was asked for is not here yet.
     *
     * @param revision the newest revision that is readable here
     */
    record Future(long revision) implements PastRead {}
}
