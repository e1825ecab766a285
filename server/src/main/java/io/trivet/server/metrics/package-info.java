/** Where the rooms of the server put what they count and time, and how it is told to whoever scrapes it. */
@NullMarked
package io.trivet.server.metrics;

import org.jspecify.annotations.NullMarked;
