package io.trivet.statemachine;

/** What a command did. A refusal is a value: it is as deterministic as a success, and every replica finds the same. */
public sealed interface Outcome {

    /** The store's revision right after the command. */
    long revision();

    /**
     * The record was written.
     *
     * @param revision the record's modRevision
     * @param created true when the key had no record before
     */
    record Written(long revision, boolean created) implements Outcome {}

    /**
     * The key has no record now.
     *
     * @param revision the revision of the deletion, or the store's revision when there was nothing to delete
     * @param existed true when there was a record to delete
     */
    record Deleted(long revision, boolean existed) implements Outcome {}

    /**
     * The condition did not hold and nothing changed.
     *
     * @param revision the store's revision at which the condition was looked at
     * @param modRevision the modRevision of the key's current record, 0 when it has none
     */
    record Refused(long revision, long modRevision) implements Outcome {}

    /**
     * History was compacted.
     *
     * @param revision the store's revision, unchanged
     * @param compactedRevision the oldest revision that is readable now
     */
    record Compacted(long revision, long compactedRevision) implements Outcome {}

    /**
     * The members were changed, or not.
     *
     * @param revision the store's revision, unchanged
     * @param changed false when another change had come first
     */
    record MembersChanged(long revision, boolean changed) implements Outcome {}
}
