/** The program: its command line, and the composition root that wires http, service, raft and the state machine. */
@NullMarked
package io.trivet.server;

import org.jspecify.annotations.NullMarked;
