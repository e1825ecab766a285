package io.trivet.server.http;

import java.util.concurrent.CompletableFuture;

/**
 * One call of the API. Runs on an I/O thread and must not block; it may throw {@link ProblemException} or let its future
 * fail with it.
 */
@FunctionalInterface
interface Endpoint {
    CompletableFuture<Response> handle(Request request);
}
