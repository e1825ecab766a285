package io.trivet.server.cli;

import io.trivet.server.ExitCode;
import io.trivet.server.StartupException;
import io.trivet.server.backup.BackupException;
import io.trivet.server.config.ConfigException;
import io.trivet.server.folder.DataFolderException;

/** The one place that turns failures into exit codes and into what the operator reads. */
final class Failures {
    private Failures() {}

    static ExitCode exitCode(Exception failure) {
        if (failure instanceof ConfigException) {
            return ExitCode.CONFIGURATION;
        } else if (failure instanceof StartupException e) {
            return e.exitCode();
        } else if (failure instanceof DataFolderException) {
            return ExitCode.DATA_FOLDER;
        } else if (failure instanceof BackupException e) {
            return exitCode(e.kind());
        } else if (failure instanceof ClusterException) {
            return ExitCode.CLUSTER;
        }
        return ExitCode.INTERNAL;
    }

    private static ExitCode exitCode(BackupException.Kind kind) {
        return switch (kind) {
            case IN_THE_WAY -> ExitCode.CONFIGURATION;
            case NOT_A_BACKUP -> ExitCode.BACKUP;
            case DISK -> ExitCode.STORAGE;
            case NODE -> ExitCode.CLUSTER;
            case DATA_FOLDER -> ExitCode.DATA_FOLDER;
        };
    }

    /** The message alone where somebody foresaw the failure, and the kind of failure too where nobody did. */
    static String sentence(Exception failure) {
        return exitCode(failure) == ExitCode.INTERNAL ? failure.toString() : String.valueOf(failure.getMessage());
    }
}
