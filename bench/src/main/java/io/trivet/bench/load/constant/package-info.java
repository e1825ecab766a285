/** A server that does nothing but HTTP: as fast as gets could be. */
@NullMarked
package io.trivet.bench.load.constant;

import org.jspecify.annotations.NullMarked;
