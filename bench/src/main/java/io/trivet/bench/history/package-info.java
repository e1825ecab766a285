/** What clients asked and were told, and the check that one single copy of the data could have told it. */
@NullMarked
package io.trivet.bench.history;

import org.jspecify.annotations.NullMarked;
