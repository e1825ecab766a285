/** The systems that load can be made on. */
@NullMarked
package io.trivet.bench.load.system;

import org.jspecify.annotations.NullMarked;
