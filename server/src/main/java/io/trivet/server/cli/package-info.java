/** The command line: {@code bin/trivet} and what it can do. Says in one sentence why something failed. */
@NullMarked
package io.trivet.server.cli;

import org.jspecify.annotations.NullMarked;
