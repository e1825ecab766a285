package io.trivet.bench.history;

/**
 * What one client asked of one key and was told. Times are those of {@link System#nanoTime()} in the one JVM that
 * drives all clients.
 */
public sealed interface Op permits Write, Read {

    /** The completion time of a call whose effect may still be on its way. */
    long NEVER = Long.MAX_VALUE;

    String key();

    /** The node that was asked. */
    String node();

    /** When the request was about to be sent. */
    long invoked();

    /** When the answer was there; {@link #NEVER} for an unknown outcome. */
    long completed();

    /** The revision of the store at which the call took effect; 0 when it had no known effect. */
    long at();
}
