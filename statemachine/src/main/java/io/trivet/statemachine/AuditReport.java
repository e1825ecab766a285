package io.trivet.statemachine;

/**
 * What {@link Store#audit} found where everything agrees.
 *
 * @param revision the store's revision
 * @param compactedRevision the oldest readable revision
 * @param keys how many keys have a record
 * @param superseded how many superseded records and tombstones are kept for reads at a past revision
 * @param changes how many changes are kept
 */
public record AuditReport(long revision, long compactedRevision, long keys, long superseded, long changes) {}
