package io.trivet.statemachine;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** RocksDB's table files, of which it changes none once it is written. Stateless. */
public final class TableFiles {
    private static final String SUFFIX = ".sst";

    private TableFiles() {}

    static boolean isOne(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /**
     * Makes a folder with the files of a database that is not open: second names of the table files, where the file system
     * allows, and copies of the others.
     */
    public static void copyDatabase(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (Path file : Disk.list(from)) {
            Path copy = to.resolve(file.getFileName());
            if (isOne(file)) {
                linkOrCopy(file, copy);
            } else if (Files.isRegularFile(file)) {
                Files.copy(file, copy);
            }
        }
    }

    private static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
