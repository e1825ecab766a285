package io.trivet.server;

import org.jspecify.annotations.Nullable;

/** The node cannot start. The message is what the operator reads, whole. */
final class StartupException extends Exception {
    private final ExitCode exitCode;

    StartupException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
