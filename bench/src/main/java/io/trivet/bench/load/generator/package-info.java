/**
 * Makes load, times it and checks what comes back: clients with one call at a time each, all on one event loop thread, through
 * {@link io.trivet.bench.load.generator.Connection}s of whatever system is measured.
 */
@NullMarked
package io.trivet.bench.load.generator;

import org.jspecify.annotations.NullMarked;
