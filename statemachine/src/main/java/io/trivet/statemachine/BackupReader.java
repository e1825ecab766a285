package io.trivet.statemachine;

import io.trivet.statemachine.CheckpointManifest.Part;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * Reads a {@link BackupFile} from its first byte to its last: {@link #head}, each {@link #part}, {@link #end}. Nothing
 * that the file says is believed before a digest or the file's size has confirmed it, and no line or text is read past a
 * limit. One thread. Methods throw {@link StoreException} when the file cannot be read or is not as it should be.
 */
final class BackupReader implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 4 << 10;
    private static final int MAX_MANIFEST_BYTES = 64 << 20;
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path file;
    private final LongConsumer progress;
    private final InputStream in;
    private final MessageDigest whole = Live.sha256();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final long bytes;
    private long position;

    BackupReader(Path file, LongConsumer progress) {
        this.file = file;
        this.progress = progress;
        try {
            this.bytes = Files.size(file);
            this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The size of the file. */
    long bytes() {
        return bytes;
    }

    /** Reads the first line and the manifest, and sees whether the file has the size that they ask for. */
    CheckpointManifest head() {
        requireMagic();
        CheckpointManifest manifest = ManifestText.parse(manifestText(), file);
        long expected = BackupFile.length(manifest);
        if (bytes < expected) {
            throw new StoreException(
                    "the backup " + file + " is cut short: it has " + bytes + " bytes instead of " + expected);
        } else if (bytes > expected) {
            throw damaged((bytes - expected) + " bytes follow its end");
        }
        return manifest;
    }

    private void requireMagic() {
        byte[] expected = BackupFile.MAGIC.getBytes(StandardCharsets.US_ASCII);
        if (bytes == 0) {
            throw new StoreException("the file " + file + " is empty");
        }
        for (byte b : expected) {
            if (position == bytes) {
                throw cutShort();
            } else if (next() != b) {
                throw new StoreException("the file " + file + " is not a backup of Trivet");
            }
        }
        String version = new String(line(), StandardCharsets.ISO_8859_1);
        if (!version.matches("[1-9][0-9]{0,8}\n")) {
            throw damaged("its first line makes no sense");
        } else if (Integer.parseInt(version.strip()) > BackupFile.VERSION) {
            throw new StoreException(
                    "the backup " + file + " has format version " + version.strip() + ", this build reads up to "
                            + BackupFile.VERSION + ": use the version that made it or a newer one");
        }
    }

    private String manifestText() {
        byte[] last = ManifestText.DIGEST.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] line;
        do {
            line = line();
            text.writeBytes(line);
            if (text.size() > MAX_MANIFEST_BYTES) {
                throw damaged("its manifest has no end");
            }
        } while (!startsWith(line, last));
        return utf8(text.toByteArray());
    }

    private static boolean startsWith(byte[] line, byte[] label) {
        return line.length >= label.length
                && ByteBuffer.wrap(line, 0, label.length).equals(ByteBuffer.wrap(label));
    }

    /** The bytes up to and with the next newline. */
    private byte[] line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        do {
            b = next();
            line.write(b);
            if (line.size() > MAX_LINE_BYTES) {
                throw damaged("its manifest has a line without an end");
            }
        } while (b != '\n');
        return line.toByteArray();
    }

    private String utf8(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("its manifest is not UTF-8");
        }
    }

    /**
     * Reads a part, hands it over, and compares its digest, which is known to be right only when this returns.
     *
     * @throws IOException when the target fails
     */
    void part(Part part, OutputStream target) throws IOException {
        MessageDigest digest = Live.sha256();
        for (long left = part.bytes(); left > 0; ) {
            int count = read((int) Math.min(left, buffer.length));
            whole.update(buffer, 0, count);
            digest.update(buffer, 0, count);
            target.write(buffer, 0, count);
            left -= count;
            progress.accept(position);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(part.sha256())) {
            throw damaged("the SHA-256 of its part " + part.name() + " differs");
        }
    }

    /** Passes over bytes that nobody looks at; the trailer can then not be compared any more. */
    void skip(long count) {
        try {
            in.skipNBytes(count);
            position += count;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Reads the trailer, compares it, and sees that nothing follows. */
    String end() {
        String digest = HexFormat.of().formatHex(whole.digest());
        if (!trailer().equals(digest)) {
            throw damaged("the SHA-256 of the whole differs from its last line");
        }
        progress.accept(position);
        return digest;
    }

    /** Reads the trailer and sees that nothing follows. */
    String trailer() {
        byte[] trailer = new byte[BackupFile.TRAILER_BYTES];
        for (int i = 0; i < trailer.length; i++) {
            trailer[i] = (byte) next();
        }
        String text = new String(trailer, StandardCharsets.ISO_8859_1);
        if (!text.matches("[0-9a-f]{64}\n") || position != bytes) {
            throw damaged("its last line is not a SHA-256");
        }
        return text.strip();
    }

    private int next() {
        read(1);
        whole.update(buffer[0]);
        return buffer[0];
    }

    /** Reads at least one byte into the buffer, and at most so many. */
    private int read(int most) {
        try {
            int count = in.read(buffer, 0, most);
            if (count < 0) {
                throw cutShort();
            }
            position += count;
            return count;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private StoreException cutShort() {
        return new StoreException("the backup " + file + " is cut short after " + position + " bytes");
    }

    private StoreException damaged(String how) {
        return new StoreException("the backup " + file + " is damaged: " + how);
    }

    private StoreException unreadable(IOException e) {
        return new StoreException("cannot read " + file + ": " + Disk.reason(e), e);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
