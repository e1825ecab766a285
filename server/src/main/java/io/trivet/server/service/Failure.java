package io.trivet.server.service;

/** Every way in which an operation of this package can end without an answer, each with what the caller may do. */
public sealed interface Failure {

    /** One sentence for people. */
    String detail();

    /**
     * Nothing happened and nothing will: it is safe to try again.
     *
     * @param cause why
     */
    record Unavailable(Cause cause, String detail) implements Failure {}

    /** Why nothing happened. */
    enum Cause {
        NO_LEADER,
        OVERLOADED,
        STARTING,
        STOPPING,
        TRANSFER_FAILED,
        TOO_STALE
    }

    /** A write may have happened, may still happen or may never: trying again is safe only if twice is as good as once. */
    record Unknown(String detail) implements Failure {}

    /** A read did not get what it waited for in time. It is safe to try again. */
    record Late(String detail) implements Failure {}

    /**
     * The past that was asked for has been compacted.
     *
     * @param compactedRevision the oldest revision that can still be read
     */
    record Compacted(long compactedRevision, String detail) implements Failure {}

    /** What is asked for does not go with how things stand now. Nothing happened. */
    record Conflict(String code, String detail) implements Failure {}

    /** What is to be changed does not exist. */
    record Missing(String code, String detail) implements Failure {}

    /** The request asks for something that this cluster does not have: a future revision, an unknown member. */
    record Refused(String code, String detail) implements Failure {}

    /** The node does this for somebody else already: it is safe to try again later. */
    record Busy(String code, String detail) implements Failure {}

    /** The node could not do it, for a reason of its own; another node may. */
    record Failed(String code, String detail) implements Failure {}
}
