package io.trivet.server.raft;

/** The cluster refuses a change of its members, and nothing of it has happened. */
public final class MembershipException extends RuntimeException {

    /** Why the change is refused. */
    public enum Reason {
        /** There is a member of that id. */
        MEMBER_EXISTS,
        /** Another member has that address. */
        ADDRESS_TAKEN,
        /** The cluster has as many members as it may have. */
        TOO_MANY_MEMBERS,
        /** There is no member of that id. */
        UNKNOWN_MEMBER,
        /** Another change has not ended. */
        CHANGE_UNDER_WAY,
        /** Too few members that answer would be left to decide anything. */
        QUORUM_AT_RISK
    }

    private final Reason reason;

    MembershipException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
