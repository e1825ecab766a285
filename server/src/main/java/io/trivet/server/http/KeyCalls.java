package io.trivet.server.http;

import io.trivet.server.service.KeyValueService;
import io.trivet.server.service.KvRead;
import io.trivet.server.service.ReadOptions.Consistency;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Condition;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.Record;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/kv/{key}}: records as raw bytes. */
final class KeyCalls {
    private static final String DEFAULT_CONTENT_TYPE = "application/octet-stream";
    private static final List<String> NOT_SUPPORTED = List.of("Kv-Ttl", "Kv-Lease", "Idempotency-Key", "Content-Range");

    private final KeyValueService keys;

    KeyCalls(KeyValueService keys) {
        this.keys = keys;
    }

    CompletableFuture<Response> get(Request request) {
        Condition ifMatch = EntityTags.condition(request.header("If-Match"), null);
        Condition ifNoneMatch = EntityTags.condition(null, request.header("If-None-Match"));
        return keys.read(request.key(), request.readOptions(), request.executor())
                .thenApply(read -> got(read, ifMatch, ifNoneMatch));
    }

    private static Response got(KvRead read, Condition ifMatch, Condition ifNoneMatch) {
        Map<String, String> headers = readHeaders(read);
        Record record = read.record();
        long modRevision = record == null ? 0 : record.modRevision();
        if (!ifMatch.holds(modRevision)) {
            throw Problems.preconditionFailed(headers);
        }
        if (record == null) {
            throw Problems.keyNotFound(headers);
        }
        if (!ifNoneMatch.holds(modRevision)) {
            return Response.empty(304, headers);
        }
        headers.put("X-Content-Type-Options", "nosniff");
        return new Response(200, headers, record.contentType(), record.value());
    }

    /** What every answer to a read carries. */
    static Map<String, String> readHeaders(KvRead read) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Kv-Revision", String.valueOf(read.revision()));
        if (read.record() != null) {
            headers.put("ETag", EntityTags.of(read.record().modRevision()));
        }
        if (read.consistency() == Consistency.LINEARIZABLE) {
            headers.put("Kv-Consistency", "linearizable");
        } else {
            headers.put("Kv-Consistency", "stale");
            headers.put(
                    "Kv-Staleness",
                    read.staleness() == null ? "unknown" : read.staleness().toMillis() + "ms");
        }
        return headers;
    }

    CompletableFuture<Response> put(Request request) {
        refuseUnsupported(request);
        Command put = new Command.Put(request.key(), request.body(), contentType(request), condition(request));
        return keys.write(put, request.timeout(), request.executor()).thenApply(KeyCalls::written);
    }

    CompletableFuture<Response> delete(Request request) {
        refuseUnsupported(request);
        Command delete = new Command.Delete(request.key(), condition(request));
        return keys.write(delete, request.timeout(), request.executor()).thenApply(KeyCalls::written);
    }

    private static Condition condition(Request request) {
        return EntityTags.condition(request.header("If-Match"), request.header("If-None-Match"));
    }

    /** A client that relies on what this version lacks must not believe that it got it. */
    static void refuseUnsupported(Request request) {
        for (String name : NOT_SUPPORTED) {
            if (request.header(name) != null) {
                throw Problems.badRequest("unsupported_header", "this version does not support " + name);
            }
        }
        String encoding = request.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problems.unsupportedEncoding(encoding);
        }
    }

    private static String contentType(Request request) {
        String type = request.singleHeader("Content-Type");
        if (type == null || type.isBlank()) {
            return DEFAULT_CONTENT_TYPE;
        }
        if (type.length() > request.limits().maxContentTypeBytes()) {
            throw Problems.badRequest(
                    "content_type_too_long",
                    "a content type has at most " + request.limits().maxContentTypeBytes() + " characters");
        }
        return type;
    }

    private static Response written(Outcome outcome) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Kv-Revision", String.valueOf(outcome.revision()));
        if (outcome instanceof Outcome.Written written) {
            headers.put("ETag", EntityTags.of(written.revision()));
            return Response.empty(written.created() ? 201 : 204, headers);
        } else if (outcome instanceof Outcome.Deleted deleted) {
            headers.put("Kv-Deleted", deleted.existed() ? "1" : "0");
            return Response.empty(204, headers);
        } else if (outcome instanceof Outcome.Refused refused) {
            if (refused.modRevision() != 0) {
                headers.put("ETag", EntityTags.of(refused.modRevision()));
            }
            throw Problems.preconditionFailed(headers);
        }
        throw new AssertionError(outcome);
    }
}
