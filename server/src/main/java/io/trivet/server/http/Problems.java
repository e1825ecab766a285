package io.trivet.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.server.concurrent.Threads;
import io.trivet.server.service.Failure;
import io.trivet.server.service.FailureException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns failures into status codes. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String RETRY_AFTER_SECONDS = "1";

    private Problems() {}

    static ProblemException badRequest(String code, String detail) {
        return exception(400, code, "The request is malformed", detail);
    }

    static ProblemException noSuchRoute(String path) {
        return exception(404, "no_such_route", "There is nothing at this path", "nothing is served at " + path);
    }

    static ProblemException keyNotFound(Map<String, String> headers) {
        return new ProblemException(
                new Problem(404, "key_not_found", "There is no such key", "the key has no record"), headers);
    }

    static ProblemException methodNotAllowed(String method, String allowed) {
        return new ProblemException(
                new Problem(
                        405,
                        "method_not_allowed",
                        "The method is not allowed here",
                        method + " is not one of " + allowed),
                Map.of("Allow", allowed));
    }

    static ProblemException bodyTimeout() {
        return exception(
                408, "body_timeout", "The body did not arrive in time", "the rest of the body was not sent in time");
    }

    static ProblemException preconditionFailed(Map<String, String> headers) {
        return new ProblemException(
                new Problem(
                        412,
                        "precondition_failed",
                        "The condition does not hold",
                        "the key's current record is not what the condition asks for"),
                headers);
    }

    static ProblemException tooLarge(long limit) {
        return exception(
                413, "value_too_large", "The body is too large", "at most " + limit + " bytes are accepted here");
    }

    static ProblemException keyTooLong(int limit) {
        return exception(414, "key_too_long", "The key is too long", "a key has at most " + limit + " bytes");
    }

    static ProblemException unsupportedEncoding(String encoding) {
        return exception(
                415,
                "unsupported_content_encoding",
                "The content encoding is not supported",
                "send the bytes as they are to be stored, not in the encoding " + encoding);
    }

    static ProblemException notText(String detail) {
        return exception(422, "not_utf8", "The value is not text", detail);
    }

    static ProblemException overloaded(String detail) {
        return exception(503, "overloaded", "The node is overloaded", detail);
    }

    static ProblemException starting(String what) {
        return exception(503, "starting", "The node is starting", "this node " + what);
    }

    static ProblemException stopping() {
        return exception(503, "stopping", "The node is shutting down", "this node is shutting down; ask another");
    }

    private static ProblemException exception(int status, String code, String title, String detail) {
        return new ProblemException(new Problem(status, code, title, detail));
    }

    /**
     * The answer to a request that failed.
     *
     * @param write whether the request was to change data; its answer then says whether it was applied
     */
    static Response response(Throwable failure, boolean write) {
        Throwable cause = Threads.unwrap(failure);
        Map<String, String> headers = new LinkedHashMap<>();
        Problem problem = problem(cause, headers);
        if (problem.status() == 503 || problem.status() == 429) {
            headers.put("Retry-After", RETRY_AFTER_SECONDS);
        }
        ObjectNode body = Json.object()
                .put("type", "urn:trivet:problem:" + problem.code())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("code", problem.code());
        if (write) {
            body.put("outcome", problem.status() == 504 || problem.status() == 500 ? "unknown" : "not_applied");
        }
        return new Response(problem.status(), headers, MEDIA_TYPE, Json.bytes(body));
    }

    private static Problem problem(Throwable cause, Map<String, String> headers) {
        if (cause instanceof ProblemException e) {
            headers.putAll(e.headers());
            return e.problem();
        } else if (cause instanceof FailureException e) {
            return problem(e.failure());
        }
        LOG.error("a request failed in a way that nobody foresaw", cause);
        return new Problem(500, "internal_error", "The node failed", "the node failed; its log says more");
    }

    private static Problem problem(Failure failure) {
        if (failure instanceof Failure.Unavailable unavailable) {
            return unavailable(unavailable);
        } else if (failure instanceof Failure.Unknown unknown) {
            return new Problem(504, "outcome_unknown", "The outcome of the write is unknown", unknown.detail());
        } else if (failure instanceof Failure.Late late) {
            return new Problem(504, "timeout", "The answer was not ready in time", late.detail());
        } else if (failure instanceof Failure.Compacted compacted) {
            return new Problem(410, "compacted", "That past is compacted", compacted.detail());
        } else if (failure instanceof Failure.Conflict conflict) {
            return new Problem(409, conflict.code(), "The members are not changed", conflict.detail());
        } else if (failure instanceof Failure.Missing missing) {
            return new Problem(404, missing.code(), "There is no such member", missing.detail());
        } else if (failure instanceof Failure.Refused refused) {
            return new Problem(400, refused.code(), "The request cannot be met", refused.detail());
        } else if (failure instanceof Failure.Busy busy) {
            return new Problem(429, busy.code(), "The node does this already", busy.detail());
        } else if (failure instanceof Failure.Failed failed) {
            return new Problem(500, failed.code(), "The node could not do it", failed.detail());
        }
        throw new AssertionError(failure);
    }

    private static Problem unavailable(Failure.Unavailable failure) {
        return switch (failure.cause()) {
            case NO_LEADER -> new Problem(503, "no_leader", "There is no leader", failure.detail());
            case OVERLOADED -> new Problem(503, "overloaded", "The node is overloaded", failure.detail());
            case STARTING -> new Problem(503, "starting", "The node is starting", failure.detail());
            case STOPPING -> new Problem(503, "stopping", "The node is shutting down", failure.detail());
            case TRANSFER_FAILED ->
                new Problem(503, "transfer_failed", "The leadership stayed where it was", failure.detail());
            case TOO_STALE -> new Problem(503, "too_stale", "The node's data may be too old", failure.detail());
        };
    }
}
