package io.trivet.server;

/**
 * How the process ends, for scripts and service managers; docs/operations.md lists these. 3 is what the JVM itself ends
 * with when it is out of memory.
 */
public enum ExitCode {
    OK(0),
    /** The program failed in a way that nobody foresaw. */
    INTERNAL(1),
    /** The command line or the configuration is wrong. */
    CONFIGURATION(2),
    /** The data folder cannot be used, or the cluster refuses a node that has it. */
    DATA_FOLDER(4),
    /** An address cannot be listened on. */
    ADDRESS(5),
    /** The storage or the log failed while the node was running or starting. */
    STORAGE(6),
    /** The node was removed from the cluster. */
    REMOVED(7),
    /** A backup file is damaged, of a newer format, or no backup at all. */
    BACKUP(8),
    /** No node answered a tool, or the cluster refused what it was asked for. */
    CLUSTER(9);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** What the process ends with. */
    public int code() {
        return code;
    }
}
