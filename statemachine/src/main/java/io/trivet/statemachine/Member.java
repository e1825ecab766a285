package io.trivet.statemachine;

/**
 * One member of the cluster, as every replica knows it. The store keeps it and gives it no meaning.
 *
 * @param id the name of the node
 * @param instance which data folder goes by that name; empty until a node with an empty one has joined as this member
 * @param raft the address at which the other members reach it
 * @param http the address at which clients reach it
 */
public record Member(String id, String instance, String raft, String http) {
    /** The same member, joined with a data folder. */
    public Member joined(String newInstance) {
        return new Member(id, newInstance, raft, http);
    }
}
