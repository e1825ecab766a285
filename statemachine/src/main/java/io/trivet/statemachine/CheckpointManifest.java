package io.trivet.statemachine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a checkpoint folder must hold, byte for byte: the text file {@value #FILE_NAME} in it. Immutable.
 *
 * @param clusterId the cluster whose store it is a copy of; one line
 * @param index the applied index of the copy
 * @param term the applied term of the copy
 * @param revision the revision of the copy
 * @param files all other files of the folder, in the order of their names
 */
public record CheckpointManifest(
        String clusterId, long index, long term, long revision, List<CheckpointManifest.File> files) {
    /** The manifest's own name. */
    public static final String FILE_NAME = "trivet.manifest";

    private static final String TEMPORARY_NAME = FILE_NAME + ".tmp";

    public CheckpointManifest {
        files = List.copyOf(files);
    }

    /**
     * One file of the checkpoint.
     *
     * @param name a plain name, without a folder
     * @param bytes its size
     * @param sha256 its SHA-256 in lower-case hexadecimal
     */
    public record File(String name, long bytes, String sha256) {}

    /**
     * Reads every file of a checkpoint and writes the manifest beside them, on disk when this returns. Any thread.
     *
     * @throws IllegalArgumentException when the cluster id is not one line
     * @throws StoreException when the folder cannot be read or written, or holds anything but plain files
     */
    public static CheckpointManifest write(Path folder, String clusterId, long index, long term, long revision) {
        if (clusterId.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a cluster id is one line");
        }
        try {
            Files.deleteIfExists(folder.resolve(FILE_NAME));
            Files.deleteIfExists(folder.resolve(TEMPORARY_NAME));
            CheckpointManifest manifest = new CheckpointManifest(clusterId, index, term, revision, filesIn(folder));
            Path temporary = folder.resolve(TEMPORARY_NAME);
            Files.write(temporary, ManifestText.format(manifest).getBytes(StandardCharsets.UTF_8));
            Disk.sync(temporary);
            Disk.rename(temporary, folder.resolve(FILE_NAME));
            return manifest;
        } catch (IOException e) {
            throw new StoreException("cannot write the manifest of " + folder + ": " + e, e);
        }
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
            throw new StoreException("cannot read the manifest of " + folder + ": " + e, e);
        }
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
            for (File expected : manifest.files) {
                requireSame(folder.resolve(expected.name()), expected);
            }
            return manifest;
        } catch (IOException e) {
            throw new StoreException("cannot read the checkpoint " + folder + ": " + e, e);
        }
    }

    private void requireNames(Path folder) throws IOException {
        List<String> expected = files.stream().map(File::name).collect(Collectors.toCollection(ArrayList::new));
        for (Path file : contents(folder)) {
            if (!expected.remove(file.getFileName().toString())) {
                throw new StoreException("the checkpoint has a file that its manifest does not name: " + file);
            }
        }
        if (!expected.isEmpty()) {
            throw new StoreException("the checkpoint lacks a file: " + folder.resolve(expected.get(0)));
        }
    }

    private static void requireSame(Path path, File expected) throws IOException {
        long bytes = Files.size(path);
        if (bytes != expected.bytes()) {
            throw new StoreException(
                    "the checkpoint's file " + path + " has " + bytes + " bytes instead of " + expected.bytes());
        }
        if (!sha256(path).equals(expected.sha256())) {
            throw new StoreException("the checkpoint's file " + path + " is damaged: its SHA-256 differs");
        }
    }

    private static List<File> filesIn(Path folder) throws IOException {
        List<File> files = new ArrayList<>();
        for (Path file : contents(folder)) {
            files.add(new File(file.getFileName().toString(), Files.size(file), sha256(file)));
        }
        return files;
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

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Live.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
