package io.trivet.server.service;

import io.trivet.server.raft.MembershipException;
import io.trivet.server.raft.UnavailableException;
import io.trivet.server.raft.UnknownOutcomeException;
import java.util.Locale;

/** Carries a {@link Failure} through futures. Has no stack trace: it is an answer, not an accident. */
public final class FailureException extends RuntimeException {
    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.detail(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    /**
     * What a failure of the raft package means to the caller of this one.
     *
     * @return a {@link FailureException}, or the failure itself where it is none of those that raft promises
     */
    static Throwable of(Throwable cause) {
        if (cause instanceof UnavailableException e) {
            return new FailureException(unavailable(e.reason(), String.valueOf(e.getMessage())));
        } else if (cause instanceof MembershipException e) {
            return new FailureException(membership(e.reason(), String.valueOf(e.getMessage())));
        } else if (cause instanceof UnknownOutcomeException) {
            return new FailureException(new Failure.Unknown(String.valueOf(cause.getMessage())));
        }
        return cause;
    }

    private static Failure membership(MembershipException.Reason reason, String detail) {
        String code = reason.name().toLowerCase(Locale.ROOT);
        return reason == MembershipException.Reason.UNKNOWN_MEMBER
                ? new Failure.Missing(code, detail)
                : new Failure.Conflict(code, detail);
    }

    private static Failure unavailable(UnavailableException.Reason reason, String detail) {
        return switch (reason) {
            case NO_LEADER -> new Failure.Unavailable(Failure.Cause.NO_LEADER, detail);
            case OVERLOADED -> new Failure.Unavailable(Failure.Cause.OVERLOADED, detail);
            case STARTING -> new Failure.Unavailable(Failure.Cause.STARTING, detail);
            case STOPPING -> new Failure.Unavailable(Failure.Cause.STOPPING, detail);
            case TRANSFER_FAILED -> new Failure.Unavailable(Failure.Cause.TRANSFER_FAILED, detail);
            case BEHIND -> new Failure.Late(detail);
        };
    }
}
