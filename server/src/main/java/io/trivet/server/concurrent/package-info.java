/** What every room of the server needs to wait and to run: deadlines and named threads. */
@NullMarked
package io.trivet.server.concurrent;

import org.jspecify.annotations.NullMarked;
