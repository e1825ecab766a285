/**
 * The HTTP API. {@link io.trivet.server.http.Routes} shows all of it; {@link io.trivet.server.http.Problems} alone turns
 * failures into status codes.
 *
 * <p>Requests are parsed on Undertow's I/O threads, which never block; answers are sent from the service's workers.
 */
@NullMarked
package io.trivet.server.http;

import org.jspecify.annotations.NullMarked;
