package io.trivet.server.raft;

/**
 * What a member answers to a {@link PeerRequest}.
 *
 * @param result how it went
 * @param reason why the request was not taken, for {@link Result#UNAVAILABLE}, or is refused, for a change of members;
 *     otherwise empty
 * @param message one sentence for people, possibly empty
 * @param body the content, by kind of request
 */
record PeerResponse(Result result, String reason, String message, byte[] body) {

    enum Result {
        /** Done; the body has the answer. */
        OK,
        /** Certainly not done. */
        UNAVAILABLE,
        /** Perhaps done. */
        UNKNOWN,
        /** Never to be done: the request is wrong. */
        REFUSED
    }

    private static final byte[] NOTHING = {};

    static PeerResponse ok(byte[] body) {
        return new PeerResponse(Result.OK, "", "", body);
    }

    static PeerResponse refused(String message) {
        return new PeerResponse(Result.REFUSED, "", message, NOTHING);
    }

    /** The answer that tells of a failure as the raft package knows them. */
    static PeerResponse failed(Throwable failure) {
        if (failure instanceof UnavailableException e) {
            return new PeerResponse(Result.UNAVAILABLE, e.reason().name(), message(e), NOTHING);
        }
        if (failure instanceof MembershipException e) {
            return new PeerResponse(Result.REFUSED, e.reason().name(), message(e), NOTHING);
        }
        return new PeerResponse(Result.UNKNOWN, "", message(failure), NOTHING);
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
