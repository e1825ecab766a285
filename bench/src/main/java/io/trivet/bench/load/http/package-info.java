/** A small HTTP/1.1 client for load: what {@code io.trivet.bench.client} does with the JDK's, at a fraction of the CPU time. */
@NullMarked
package io.trivet.bench.load.http;

import org.jspecify.annotations.NullMarked;
