/** Load that writes down what it did. */
@NullMarked
package io.trivet.bench.workload;

import org.jspecify.annotations.NullMarked;
