package io.trivet.bench.load.http;

/** What came over the connection is no HTTP response, or of a kind that no node sends. */
final class MalformedResponseException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedResponseException(String message) {
        super(message);
    }
}
