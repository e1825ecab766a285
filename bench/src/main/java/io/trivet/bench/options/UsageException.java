package io.trivet.bench.options;

/** The command line cannot be understood; the message says why in one sentence. */
public final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
