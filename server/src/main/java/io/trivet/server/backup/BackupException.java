package io.trivet.server.backup;

import org.jspecify.annotations.Nullable;

/** A backup could not be made, checked or restored. The message is what the operator reads, whole. */
public final class BackupException extends Exception {

    /** What is to blame. */
    public enum Kind {
        /** What was asked for would overwrite something. */
        IN_THE_WAY,
        /** The file is damaged, of a newer format, or no backup at all. */
        NOT_A_BACKUP,
        /** The disk: no space, no permission, or it fails. */
        DISK,
        /** The node that was asked. */
        NODE,
        /** The data folder of a stopped node. */
        DATA_FOLDER
    }

    private final Kind kind;

    BackupException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
