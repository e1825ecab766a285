package io.trivet.server.backup;

import io.trivet.server.backup.BackupException.Kind;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.Disk;
import io.trivet.statemachine.StoreException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a backup is saved as. It has its name only once it is whole, verified and on disk; until then it is
 * {@code NAME.part} beside it, which a crash leaves there and the next attempt deletes. Nobody ever writes into a file that
 * another has made, so what was found whole stays whole.
 */
public final class Target {
    private static final Logger LOG = LoggerFactory.getLogger(Target.class);

    private final Path file;
    private final Path part;
    private final boolean force;

    /**
     * @param force whether a file of that name may be replaced
     * @throws BackupException when there is one and it must not
     */
    public Target(Path file, boolean force) throws BackupException {
        this.file = file.toAbsolutePath().normalize();
        this.part = this.file.resolveSibling(this.file.getFileName() + ".part");
        this.force = force;
        requireFree();
    }

    private void requireFree() throws BackupException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BackupException(
                    Kind.IN_THE_WAY, file + " is a folder or a device, and no file to save a backup as", null);
        } else if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new BackupException(
                    Kind.IN_THE_WAY, file + " exists already; use another name, or --force to replace it", null);
        }
    }

    /**
     * Saves a backup. When it fails, the file is what it was and nothing is left beside it.
     *
     * @param written told how many bytes are written so far, on the calling thread
     * @param verified told how many bytes are verified so far, on the calling thread
     */
    public BackupFile save(Source source, LongConsumer written, LongConsumer verified) throws BackupException {
        try (FileChannel channel = claim()) {
            return save(source, channel, written, verified);
        } catch (IOException e) {
            throw new BackupException(Kind.DISK, "cannot write " + part + ": " + Disk.reason(e), e);
        }
    }

    /** Makes the part, and holds a lock on it for as long as it is being written. */
    private FileChannel claim() throws IOException, BackupException {
        while (true) {
            try {
                FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                if (isFree(channel)) {
                    return channel;
                }
                channel.close();
            } catch (FileAlreadyExistsException e) {
                deleteAbandoned();
            }
        }
    }

    private void deleteAbandoned() throws IOException, BackupException {
        try (FileChannel left = FileChannel.open(part, StandardOpenOption.WRITE)) {
            if (!isFree(left)) {
                throw new BackupException(Kind.IN_THE_WAY, "another process is saving " + file + " just now", null);
            }
            Files.deleteIfExists(part);
        } catch (NoSuchFileException e) {
            LOG.debug("{} has just got its name", part);
        }
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private BackupFile save(Source source, FileChannel channel, LongConsumer written, LongConsumer verified)
            throws BackupException {
        try {
            write(source, channel, written);
            BackupFile backup = BackupFile.verify(part, verified);
            requireFree();
            Disk.rename(part, file);
            return backup;
        } catch (IOException e) {
            throw discarded(new BackupException(Kind.DISK, "cannot write " + part + ": " + Disk.reason(e), e));
        } catch (StoreException e) {
            throw discarded(new BackupException(source.blame(), "what came is no backup: " + e.getMessage(), e));
        } catch (BackupException e) {
            throw discarded(e);
        }
    }

    private static void write(Source source, FileChannel channel, LongConsumer written)
            throws IOException, BackupException {
        OutputStream out = new Counting(Channels.newOutputStream(channel), written);
        source.writeTo(out);
        out.flush();
        channel.force(true);
    }

    private BackupException discarded(BackupException failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static final class Counting extends FilterOutputStream {
        private final LongConsumer written;
        private long count;

        Counting(OutputStream out, LongConsumer written) {
            super(out);
            this.written = written;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
            written.accept(count);
        }
    }
}
