package io.trivet.bench.history;

/**
 * One way in which a history cannot come from a single correct copy of the data.
 *
 * @param key the key concerned
 * @param revision the revision to look at
 * @param what what was violated, in words
 */
record Violation(String key, long revision, String what) {}
