/** {@code bin/bench compare}: the same load on several systems in turn. */
@NullMarked
package io.trivet.bench.load.compare;

import org.jspecify.annotations.NullMarked;
