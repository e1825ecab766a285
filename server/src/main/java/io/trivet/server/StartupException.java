package io.trivet.server;

import org.jspecify.annotations.Nullable;

/** The node cannot start. The message is what the operator reads, whole. */
public final class StartupException extends Exception {
    private final ExitCode exitCode;

    StartupException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process is to end with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
