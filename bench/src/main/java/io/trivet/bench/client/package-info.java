/** The HTTP client of the tools and tests: one call, one request, and an honest account of how it ended. */
@NullMarked
package io.trivet.bench.client;

import org.jspecify.annotations.NullMarked;
