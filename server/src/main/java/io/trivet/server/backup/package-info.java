/** Making, checking and restoring backups from outside a running node. Knows the data folder, Raft's files and the store. */
@NullMarked
package io.trivet.server.backup;

import org.jspecify.annotations.NullMarked;
