package io.trivet.bench.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How one request ended: with an answer of the server, or without one. */
public sealed interface Reply permits Reply.Answered, Reply.Unanswered {

    /** What this reply says about the request when the request was a write. */
    WriteResult writeResult();

    /** The status, or 0 when there was no answer. */
    int status();

    /** True for an answer with a status from 200 to 299. */
    default boolean ok() {
        return status() >= 200 && status() < 300;
    }

    /**
     * The answer of the server.
     *
     * @param etag the revision of the record, 0 when the answer names none
     * @param storeRevision the value of {@code Kv-Revision}, 0 when absent
     * @param deleted the value of {@code Kv-Deleted}, -1 when absent
     * @param code the {@code code} of a problem, null when the body is none
     * @param outcome the {@code outcome} of a problem, null when it names none
     */
    @SuppressWarnings("ArrayRecordComponent") // answers are never compared
    record Answered(
            int status,
            byte[] body,
            long etag,
            long storeRevision,
            int deleted,
            @Nullable String code,
            @Nullable String outcome)
            implements Reply {

        /** The body as UTF-8. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The {@code message} of an answer to the original calls. */
        public String message() {
            return Answers.message(body);
        }

        /** 2xx applied; 4xx and 503 not applied; 504 and every other failure of the server unknown. */
        @Override
        public WriteResult writeResult() {
            if (ok()) {
                return WriteResult.APPLIED;
            }
            return status < 500 || status == 503 ? WriteResult.NOT_APPLIED : WriteResult.UNKNOWN;
        }

        @Override
        public String toString() {
            return status + (code == null ? "" : " " + code) + (outcome == null ? "" : " outcome=" + outcome)
                    + (etag == 0 ? "" : " etag=" + etag) + " revision=" + storeRevision;
        }
    }

    /** No answer: refused, reset, or given up waiting. */
    record Unanswered(IOException cause) implements Reply {

        /** Not applied when no connection was made, and so nothing sent; otherwise unknown. */
        @Override
        public WriteResult writeResult() {
            return neverSent() ? WriteResult.NOT_APPLIED : WriteResult.UNKNOWN;
        }

        /** True when the request cannot have left this process. */
        public boolean neverSent() {
            return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        }

        @Override
        public int status() {
            return 0;
        }

        @Override
        public String toString() {
            String message = Objects.requireNonNullElse(cause.getMessage(), "no message");
            return "no answer: " + cause.getClass().getSimpleName() + ", " + message;
        }
    }
}
