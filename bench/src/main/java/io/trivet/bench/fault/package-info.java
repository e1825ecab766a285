/** Ways to break a cluster, a plan of when to break what, and what carries the plan out. */
@NullMarked
package io.trivet.bench.fault;

import org.jspecify.annotations.NullMarked;
