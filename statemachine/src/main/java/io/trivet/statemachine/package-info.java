/**
 * What a command does to the data: a deterministic, multi-version key-value store on RocksDB.
 *
 * <p>This package knows neither Raft nor HTTP. Its vocabulary is the log index, the {@link
 * io.trivet.statemachine.Command}, the {@link io.trivet.statemachine.Outcome} and the {@link java.nio.file.Path}.
 */
@NullMarked
package io.trivet.statemachine;

import org.jspecify.annotations.NullMarked;
