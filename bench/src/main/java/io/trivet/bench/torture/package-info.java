/** {@code bin/torture}: breaks a real cluster under load and checks every answer that it gave. */
@NullMarked
package io.trivet.bench.torture;

import org.jspecify.annotations.NullMarked;
