package io.trivet.statemachine;

import java.util.List;

/**
 * What one log entry carries: commands, applied in their order, and the clock of the node that proposed them. Time enters
 * the store only this way.
 *
 * @param clockMillis the proposer's wall clock, milliseconds since the epoch, at least 0
 * @param commands one, or several that all {@link Command#sharesEntry share} an entry
 */
public record Proposal(long clockMillis, List<Command> commands) {

    /** A proposal of one command. */
    public Proposal(long clockMillis, Command command) {
        this(clockMillis, List.of(command));
    }
}
