package io.trivet.bench.fault;

/**
 * A fault that struck, for the report.
 *
 * @param kind the name of the fault
 * @param target the variant, and the nodes that were hit
 * @param start when it began, of {@link System#nanoTime()}
 * @param end when it was mended
 * @param note what was seen; begins with {@code skipped:} when there was nothing to break
 */
public record FaultEvent(String kind, String target, long start, long end, String note) {

    /** Whether there was nothing to break. */
    public boolean skipped() {
        return note.startsWith("skipped:");
    }
}
