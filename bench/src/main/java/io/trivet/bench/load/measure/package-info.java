/** One measurement of one system: how the calls went, and what they cost. */
@NullMarked
package io.trivet.bench.load.measure;

import org.jspecify.annotations.NullMarked;
