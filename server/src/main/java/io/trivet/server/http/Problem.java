package io.trivet.server.http;

/**
 * An error as the client sees it, after RFC 9457.
 *
 * @param status the HTTP status code
 * @param code stable, in snake_case: what programs look at
 * @param title the same for every problem with this code
 * @param detail one sentence on this one
 */
public record Problem(int status, String code, String title, String detail) {}
