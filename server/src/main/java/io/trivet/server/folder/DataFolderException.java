package io.trivet.server.folder;

import org.jspecify.annotations.Nullable;

/** The data folder must not be used, or cannot. The message is what the operator reads, whole. */
public final class DataFolderException extends Exception {
    public DataFolderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
