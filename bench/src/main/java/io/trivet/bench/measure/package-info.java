/** Programs that measure a cluster and print what they found. Nothing here passes or fails by a figure. */
@NullMarked
package io.trivet.bench.measure;

import org.jspecify.annotations.NullMarked;
