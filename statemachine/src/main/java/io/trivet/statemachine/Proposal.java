package io.trivet.statemachine;

/**
 * What one log entry carries: a command and the clock of the node that proposed it. Time enters the store only this way.
 *
 * @param clockMillis the proposer's wall clock, milliseconds since the epoch, at least 0
 * @param command the command
 */
public record Proposal(long clockMillis, Command command) {}
