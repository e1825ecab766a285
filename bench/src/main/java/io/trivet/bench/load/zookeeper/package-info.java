/** ZooKeeper as a system to compare with. */
@NullMarked
package io.trivet.bench.load.zookeeper;

import org.jspecify.annotations.NullMarked;
