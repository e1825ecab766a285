/**
 * A node's data folder: whose it is, whether it may take part in the cluster, and the lock against a second process.
 */
@NullMarked
package io.trivet.server.folder;

import org.jspecify.annotations.NullMarked;
