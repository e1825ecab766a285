/**
 * Whether a history of independent keys is linearizable: for each key a search for an order of its operations that agrees
 * with real time and with what every answer said.
 */
@NullMarked
package io.trivet.bench.linearizability;

import org.jspecify.annotations.NullMarked;
