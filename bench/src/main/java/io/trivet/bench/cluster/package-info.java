/** Real server processes on this machine, and the ways to hurt them. */
@NullMarked
package io.trivet.bench.cluster;

import org.jspecify.annotations.NullMarked;
