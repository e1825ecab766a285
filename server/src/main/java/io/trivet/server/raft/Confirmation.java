package io.trivet.server.raft;

/**
 * What a node says of its term. When it said so, it had not voted in a later one.
 *
 * @param instance its data folder, as {@link io.trivet.server.folder.NodeIdentity} names it: a node that took its name and its
 *     address since, and has not its vote in mind, is another
 * @param term the term that it is in
 */
record Confirmation(String instance, long term) {}
