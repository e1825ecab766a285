package io.trivet.server.backup;

import java.io.IOException;
import java.io.OutputStream;

/** Where a backup comes from. */
public interface Source {
    /**
     * Writes a whole backup file. Blocks.
     *
     * @throws IOException only when the stream fails
     * @throws BackupException when the source does, or ends early
     */
    void writeTo(OutputStream out) throws IOException, BackupException;

    /** What is to blame when what it wrote turns out to be no backup. */
    BackupException.Kind blame();
}
