/**
 * The replicated log: the only holder of JRaft's node.
 *
 * <p>{@link io.trivet.server.raft.RaftNode} proposes commands, confirms reads and answers what a member knows of the
 * cluster. No class of JRaft or bolt leaves this package, and nothing here knows HTTP.
 */
@NullMarked
package io.trivet.server.raft;

import org.jspecify.annotations.NullMarked;
