package io.trivet.statemachine;

/**
 * What the store holds for a key at some revision. The value array is not copied: whoever gets a record owns it alone
 * and must not change the bytes while others may read them.
 *
 * @param modRevision the revision that wrote this record, at least 1
 * @param createRevision the revision that created the key, at most {@code modRevision}
 * @param version how many times the key was written since it was created, 1 for the first
 * @param contentType the media type as the client wrote it, possibly empty
 * @param value the bytes, possibly none
 */
@SuppressWarnings("AvoidCommonTypeNames") // what the docs and the HTTP API call it; nothing here needs java.lang.Record
public record Record(long modRevision, long createRevision, long version, String contentType, byte[] value) {}
