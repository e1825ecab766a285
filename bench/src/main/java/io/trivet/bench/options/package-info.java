/** What the command lines of this module have in common. */
@NullMarked
package io.trivet.bench.options;

import org.jspecify.annotations.NullMarked;
