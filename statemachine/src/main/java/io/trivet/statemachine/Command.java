package io.trivet.statemachine;

/**
 * One change asked of the store. Arrays are not copied: whoever creates a command hands them over.
 */
public sealed interface Command {

    /** Whether a log entry may hold others beside it. */
    default boolean sharesEntry() {
        return true;
    }

    /**
     * Writes a key's record.
     *
     * @param key 1 or more bytes
     * @param value the bytes, possibly none
     * @param contentType the media type that a read gives back with the value, as the client wrote it
     * @param condition what must hold of the current record, or the put is {@link Outcome.Refused}
     */
    record Put(byte[] key, byte[] value, String contentType, Condition condition) implements Command {}

    /**
     * Deletes a key's record. Deleting an absent key changes nothing and takes no revision.
     *
     * @param key 1 or more bytes
     * @param condition what must hold of the current record, or the delete is {@link Outcome.Refused}
     */
    record Delete(byte[] key, Condition condition) implements Command {}

    /**
     * Forgets everything that no read at {@code revision} or later can see. Changes no record and takes no revision.
     *
     * @param revision the oldest revision that stays readable; values above the store's revision mean the store's
     *     revision, values at or below the compacted revision change nothing
     */
    record Compact(long revision) implements Command {
        @Override
        public boolean sharesEntry() {
            return false; // its steps are written while the entry is applied
        }
    }

    /**
     * Says who is a member, if nobody has said otherwise in the meantime. Changes no record and takes no revision.
     *
     * @param membership what is to be; its index is that of the membership which it follows, and if another stands, then
     *     nothing changes
     */
    record ChangeMembers(Membership membership) implements Command {
        @Override
        public boolean sharesEntry() {
            return false; // the index of the entry becomes that of the membership
        }
    }
}
