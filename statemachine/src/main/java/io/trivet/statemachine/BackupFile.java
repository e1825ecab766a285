package io.trivet.statemachine;

import io.trivet.statemachine.CheckpointManifest.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * A checkpoint as one file, made and read from its first byte to its last without going back:
 *
 * <ol>
 *   <li>the line {@code trivet-backup 1},
 *   <li>the text of the {@link CheckpointManifest}, whose last line is its own SHA-256,
 *   <li>the bytes of the parts, in the manifest's order,
 *   <li>the trailer: the SHA-256 of every byte before it in hexadecimal, and a newline. Nothing follows.
 * </ol>
 *
 * <p>The static methods may be called from any thread and hold no more than the manifest and a buffer in memory.
 *
 * @param manifest what is in it
 * @param bytes the size of the whole file
 * @param digest the trailer's 64 digits: what tells one backup from every other
 */
public record BackupFile(CheckpointManifest manifest, long bytes, String digest) {
    static final String MAGIC = "trivet-backup ";
    static final int VERSION = 1;

    /** The trailer's digits and its newline. */
    static final int TRAILER_BYTES = 64 + 1;

    private static final int BUFFER_BYTES = 256 << 10;

    /** The size in bytes of the backup file of a checkpoint. */
    public static long length(CheckpointManifest manifest) {
        return head(manifest).length + manifest.partBytes() + TRAILER_BYTES;
    }

    private static byte[] head(CheckpointManifest manifest) {
        byte[] line = (MAGIC + VERSION + '\n').getBytes(StandardCharsets.US_ASCII);
        byte[] text = manifest.encode();
        return new ByteWriter(line.length + text.length).raw(line).raw(text).toBytes();
    }

    /**
     * Writes the backup file of a checkpoint, {@link #length} bytes, and compares the parts with the manifest on the way. It
     * is complete only when this returns. Neither syncs nor closes the stream.
     *
     * @param checkpoint a folder with a manifest
     * @throws IOException when the stream fails
     * @throws StoreException when the checkpoint cannot be read or is damaged
     */
    public static BackupFile write(Path checkpoint, OutputStream out) throws IOException {
        CheckpointManifest manifest = CheckpointManifest.read(checkpoint);
        MessageDigest whole = Live.sha256();
        OutputStream digested = new DigestOutputStream(out, whole);
        digested.write(head(manifest));
        for (Part part : manifest.parts()) {
            writePart(checkpoint.resolve(part.name()), part, digested);
        }
        String digest = HexFormat.of().formatHex(whole.digest());
        out.write((digest + '\n').getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return new BackupFile(manifest, length(manifest), digest);
    }

    private static void writePart(Path file, Part part, OutputStream out) throws IOException {
        MessageDigest digest = Live.sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = part.bytes();
        try (InputStream in = new DigestInputStream(open(file), digest)) {
            for (int count = read(in, buffer, file); count >= 0; count = read(in, buffer, file)) {
                left -= count;
                if (left < 0) {
                    break;
                }
                out.write(buffer, 0, count);
            }
        }
        if (left != 0 || !HexFormat.of().formatHex(digest.digest()).equals(part.sha256())) {
            throw new StoreException("the checkpoint's file " + file + " is not what its manifest says");
        }
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new StoreException("cannot read " + file + ": " + Disk.reason(e), e);
        }
    }

    private static int read(InputStream in, byte[] buffer, Path file) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new StoreException("cannot read " + file + ": " + Disk.reason(e), e);
        }
    }

    /**
     * Reads what a backup file says of itself: its head and its trailer. Of the digests only the manifest's own is
     * compared; for the others see {@link #verify}.
     *
     * @throws StoreException when the file cannot be read, is no backup, is of a newer format, or its manifest or its size
     *     is not what it should be
     */
    public static BackupFile inspect(Path file) {
        try (BackupReader reader = new BackupReader(file, bytes -> {})) {
            CheckpointManifest manifest = reader.head();
            reader.skip(manifest.partBytes());
            return new BackupFile(manifest, reader.bytes(), reader.trailer());
        }
    }

    /**
     * Reads a whole backup file and compares every digest.
     *
     * @param progress told how many bytes of the file are read so far, after each step; on the calling thread
     * @throws StoreException when the file cannot be read, is no backup, is of a newer format, or anything in it is
     *     missing, extra or changed; its message names the first
     */
    public static BackupFile verify(Path file, LongConsumer progress) {
        try (BackupReader reader = new BackupReader(file, progress)) {
            CheckpointManifest manifest = reader.head();
            for (Part part : manifest.parts()) {
                reader.part(part, OutputStream.nullOutputStream());
            }
            return new BackupFile(manifest, reader.bytes(), reader.end());
        } catch (IOException e) {
            throw new AssertionError("nothing is written", e);
        }
    }

    /**
     * Writes the parts of a backup file into a new folder, the store that {@link Store#open} opens, and compares every
     * digest on the way. On disk when this returns; after a failure there is no such folder. A crash leaves a part of it.
     *
     * @param folder must not exist; the folder above it must
     * @param progress told how many bytes of the file are read so far, after each step; on the calling thread
     * @throws StoreException as {@link #verify}, or when the folder exists or cannot be written
     */
    public static BackupFile extract(Path file, Path folder, LongConsumer progress) {
        try (BackupReader reader = new BackupReader(file, progress)) {
            CheckpointManifest manifest = reader.head();
            Files.createDirectory(folder);
            try {
                for (Part part : manifest.parts()) {
                    extractPart(reader, part, folder.resolve(part.name()));
                }
                BackupFile backup = new BackupFile(manifest, reader.bytes(), reader.end());
                Disk.sync(folder);
                Disk.sync(Disk.parent(folder));
                return backup;
            } catch (IOException | RuntimeException | Error e) {
                discard(folder, e);
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException("cannot extract " + file + " to " + folder + ": " + Disk.reason(e), e);
        }
    }

    private static void discard(Path folder, Throwable failure) {
        try {
            Disk.deleteTree(folder);
        } catch (IOException | UncheckedIOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void extractPart(BackupReader reader, Part part, Path target) throws IOException {
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                OutputStream out = Channels.newOutputStream(channel)) {
            reader.part(part, out);
            channel.force(true);
        }
    }
}
