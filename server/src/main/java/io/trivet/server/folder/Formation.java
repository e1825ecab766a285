package io.trivet.server.folder;

import io.trivet.statemachine.Member;
import java.util.List;

/**
 * How a cluster came to be. A cluster is formed once, by all members of the first configuration together; nodes of
 * different formations never exchange a Raft message, even when cluster id and addresses are the same.
 *
 * @param id random, part of the Raft group's name
 * @param members who formed it, each with its instance
 */
public record Formation(String id, List<Member> members) {
    public Formation {
        members = List.copyOf(members);
    }
}
