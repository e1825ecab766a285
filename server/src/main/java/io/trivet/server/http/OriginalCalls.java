package io.trivet.server.http;

import io.trivet.server.service.KeyValueService;
import io.trivet.server.service.KvRead;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Condition;
import io.trivet.statemachine.Record;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code /get} and {@code /set}: the same keys in JSON, for values that are text. */
final class OriginalCalls {
    private static final String CONTENT_TYPE = "text/plain; charset=utf-8";
    private static final List<String> CONDITIONS = List.of("If-Match", "If-None-Match");

    private final KeyValueService keys;

    OriginalCalls(KeyValueService keys) {
        this.keys = keys;
    }

    CompletableFuture<Response> get(Request request) {
        byte[] key = request.parameters().bytes("key");
        if (key == null) {
            throw Problems.badRequest("missing_parameter", "give the key as ?key=…");
        }
        return keys.read(request.checkedKey(key), request.readOptions(), request.executor())
                .thenApply(OriginalCalls::got);
    }

    private static Response got(KvRead read) {
        Map<String, String> headers = KeyCalls.readHeaders(read);
        Record record = read.record();
        if (record == null) {
            throw Problems.keyNotFound(headers);
        }
        String value = Json.text(record.value());
        if (value == null) {
            throw Problems.notText("the value is not UTF-8 and cannot stand in JSON; read it at /v1/kv/{key}");
        }
        return Response.json(200, headers, Json.object().put("message", value));
    }

    CompletableFuture<Response> set(Request request) {
        KeyCalls.refuseUnsupported(request);
        refuseConditions(request);
        Map<String, String> fields = Json.strings(request.body(), Set.of("key", "value"));
        byte[] key = request.checkedKey(Json.utf8("key", fields.getOrDefault("key", "")));
        byte[] value = Json.utf8("value", fields.getOrDefault("value", ""));
        if (value.length > request.limits().maxValueBytes()) {
            throw Problems.tooLarge(request.limits().maxValueBytes());
        }
        Command put = new Command.Put(key, value, CONTENT_TYPE, Condition.ALWAYS);
        return keys.write(put, request.timeout(), request.executor())
                .thenApply(outcome -> Response.json(
                        200,
                        Map.of(
                                "Kv-Revision", String.valueOf(outcome.revision()),
                                "ETag", EntityTags.of(outcome.revision())),
                        Json.object().put("message", "OK")));
    }

    /** A set that was to create, or to replace what its client has seen, must not overwrite. */
    private static void refuseConditions(Request request) {
        for (String name : CONDITIONS) {
            if (request.header(name) != null) {
                throw Problems.badRequest(
                        "unsupported_header", "/set has no conditions; " + name + " is for PUT /v1/kv/{key}");
            }
        }
    }
}
