package io.trivet.bench.client;

/** What a client may believe about a write once its call has ended. */
public enum WriteResult {
    /** The write was acknowledged: every later read shows it or something newer. */
    APPLIED,
    /** The write has not happened and never will. */
    NOT_APPLIED,
    /** The write may have happened, or may still happen, at most once. */
    UNKNOWN
}
