package io.trivet.statemachine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a checkpoint folder must hold, byte for byte: the text file {@value #FILE_NAME} in it. It also heads a {@link
 * BackupFile}. Immutable.
 *
 * @param storeFormat the format version of the copied store
 * @param clusterId the cluster whose store it is a copy of; one line
 * @param index the applied index of the copy
 * @param term the applied term of the copy
 * @param revision the revision of the copy
 * @param compactedRevision the oldest revision that the copy can read
 * @param keys how many keys have a record in the copy
 * @param created when the manifest was written, by the clock of the node that wrote it, in milliseconds
 * @param software the version of the software that wrote it; one line
 * @param parts all other files of the folder, in the order of their names
 */
public record CheckpointManifest(
        int storeFormat,
        String clusterId,
        long index,
        long term,
        long revision,
        long compactedRevision,
        long keys,
        Instant created,
        String software,
        List<CheckpointManifest.Part> parts) {
    /** The manifest's own name. */
    public static final String FILE_NAME = "trivet.manifest";

    private static final int MAX_LINE = 1_000;
    private static final String TEMPORARY_NAME = FILE_NAME + ".tmp";

    /** Enough to look up one row of {@code meta}. */
    private static final StoreOptions SMALL = new StoreOptions(1 << 20, 1 << 20, 1 << 20);

    /** @throws IllegalArgumentException when a text is not one line of at most 1,000 characters */
    public CheckpointManifest {
        requireLine("a cluster id", clusterId);
        requireLine("a version", software);
        parts = List.copyOf(parts);
    }

    static void requireLine(String what, String text) {
        if (text.length() > MAX_LINE || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " is one line of at most " + MAX_LINE + " characters");
        }
    }

    /**
     * One file of the checkpoint.
     *
     * @param name a plain name, without a folder
     * @param bytes its size
     * @param sha256 its SHA-256 in lower-case hexadecimal
     */
    public record Part(String name, long bytes, String sha256) {}

    /** The sizes of all parts together, in bytes. */
    public long partBytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /**
     * Reads every file of a checkpoint and writes the manifest beside them; all of it is on disk when this
     * returns. What it says of the
     * store is read from the checkpoint itself. Nothing else in the folder changes. Any thread.
     *
     * @param folder a folder that {@link Store#checkpoint} made
     * @param software the version of this software
     * @param created the time; milliseconds count
     * @throws IllegalArgumentException when the version is not one line
     * @throws StoreException when the folder cannot be read or written, or holds anything but the files of a store
     */
    public static CheckpointManifest write(Path folder, String software, Instant created) {
        return write(folder, software, created, new KnownDigests());
    }

    /** The same, reading only the table files that are new since the checkpoint that was last described with these digests. */
    public static CheckpointManifest write(Path folder, String software, Instant created, KnownDigests digests) {
        try {
            Files.deleteIfExists(folder.resolve(FILE_NAME));
            Files.deleteIfExists(folder.resolve(TEMPORARY_NAME));
            CheckpointManifest manifest = describe(folder, software, created.truncatedTo(ChronoUnit.MILLIS), digests);
            Path temporary = folder.resolve(TEMPORARY_NAME);
            Files.write(temporary, manifest.encode());
            Disk.syncFolder(folder);
            Disk.rename(temporary, folder.resolve(FILE_NAME));
            return manifest;
        } catch (IOException e) {
            throw new StoreException("cannot write the manifest of " + folder + ": " + Disk.reason(e), e);
        }
    }

    private static CheckpointManifest describe(Path folder, String software, Instant created, KnownDigests digests)
            throws IOException {
        StoreState state;
        String clusterId;
        try (Database database = Database.openToRead(folder, SMALL)) {
            state = Meta.open(database);
            clusterId = Meta.clusterId(database);
        }
        return new CheckpointManifest(
                Meta.FORMAT,
                clusterId,
                state.appliedIndex(),
                state.appliedTerm(),
                state.revision(),
                state.compactedRevision(),
                state.keys(),
                created,
                software,
                partsIn(folder, digests));
    }

    /**
     * Reads the manifest alone. Any thread.
     *
     * @throws StoreException when it is missing, damaged, or of a newer format
     */
    public static CheckpointManifest read(Path folder) {
        try {
            return ManifestText.parse(Files.readString(folder.resolve(FILE_NAME)), folder);
        } catch (NoSuchFileException e) {
            throw new StoreException("the checkpoint " + folder + " has no " + FILE_NAME, e);
        } catch (CharacterCodingException e) {
            throw new StoreException("the manifest of " + folder + " is damaged: it is not UTF-8", e);
        } catch (IOException e) {
            throw new StoreException("cannot read the manifest of " + folder + ": " + Disk.reason(e), e);
        }
    }

    /** The bytes of the file {@value #FILE_NAME}. */
    byte[] encode() {
        return ManifestText.format(this).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the manifest and every file of a checkpoint and compares them. Any thread.
     *
     * @throws StoreException when anything is missing, extra, truncated or changed; its message names the first
     */
    public static CheckpointManifest verify(Path folder) {
        CheckpointManifest manifest = read(folder);
        try {
            manifest.requireNames(folder);
            for (Part expected : manifest.parts) {
                requireSame(folder.resolve(expected.name()), expected);
            }
            return manifest;
        } catch (IOException e) {
            throw new StoreException("cannot read the checkpoint " + folder + ": " + Disk.reason(e), e);
        }
    }

    private void requireNames(Path folder) throws IOException {
        List<String> expected = parts.stream().map(Part::name).collect(Collectors.toCollection(ArrayList::new));
        for (Path file : contents(folder)) {
            if (!expected.remove(file.getFileName().toString())) {
                throw new StoreException("the checkpoint has a file that its manifest does not name: " + file);
            }
        }
        if (!expected.isEmpty()) {
            throw new StoreException("the checkpoint lacks a file: " + folder.resolve(expected.get(0)));
        }
    }

    private static void requireSame(Path path, Part expected) throws IOException {
        long bytes = Files.size(path);
        if (bytes != expected.bytes()) {
            throw new StoreException(
                    "the checkpoint's file " + path + " has " + bytes + " bytes instead of " + expected.bytes());
        }
        if (!sha256(path).equals(expected.sha256())) {
            throw new StoreException("the checkpoint's file " + path + " is damaged: its SHA-256 differs");
        }
    }

    private static List<Part> partsIn(Path folder, KnownDigests digests) throws IOException {
        List<Path> files = contents(folder);
        List<String> sha256 = digests.sha256(files);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            parts.add(new Part(file.getFileName().toString(), Files.size(file), sha256.get(i)));
        }
        parts.sort(Comparator.comparing(Part::name));
        return parts;
    }

    /** All but the manifest, and plain files all of them. */
    private static List<Path> contents(Path folder) throws IOException {
        List<Path> contents = new ArrayList<>(Disk.list(folder));
        contents.remove(folder.resolve(FILE_NAME));
        for (Path file : contents) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new StoreException("the checkpoint holds something that is not a plain file: " + file);
            }
        }
        return contents;
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = Live.sha256();
        // Unlike the stream of Files, this one ends when the thread is interrupted: a stop does not wait for a large
        // file.
        try (InputStream in = new DigestInputStream(Channels.newInputStream(FileChannel.open(file)), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
