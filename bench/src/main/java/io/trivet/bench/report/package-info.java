/** Reports as one HTML file each, with their drawings. */
@NullMarked
package io.trivet.bench.report;

import org.jspecify.annotations.NullMarked;
