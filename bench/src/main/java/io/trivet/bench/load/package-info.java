/** {@code bin/bench}: how fast it is, and against what. */
@NullMarked
package io.trivet.bench.load;

import org.jspecify.annotations.NullMarked;
