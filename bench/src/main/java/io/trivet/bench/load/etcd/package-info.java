/** etcd as a system to compare with, through both of its interfaces. */
@NullMarked
package io.trivet.bench.load.etcd;

import org.jspecify.annotations.NullMarked;
