package io.trivet.server.raft;

/**
 * A follower's question for the read index.
 *
 * @param instance the asker's data folder, as {@link io.trivet.server.folder.NodeIdentity} names it: a node that took its name and
 *     its address since, and has not its vote in mind, is another
 * @param term the term that it was in when it asked, after the reads had come that it asks for
 */
record ReadQuestion(String instance, long term) {}
