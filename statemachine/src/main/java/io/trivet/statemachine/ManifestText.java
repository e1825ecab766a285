package io.trivet.statemachine;

import io.trivet.statemachine.CheckpointManifest.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A {@link CheckpointManifest} as text, one field a line and each line ended by a newline. The last line is the SHA-256
 * of the lines before it. Stateless.
 */
final class ManifestText {
    private static final int VERSION = 1;
    private static final String FORMAT = "trivet-manifest ";
    private static final String CLUSTER = "cluster ";
    private static final String INDEX = "index ";
    private static final String TERM = "term ";
    private static final String REVISION = "revision ";
    private static final String FILE = "file ";
    private static final String DIGEST = "sha256 ";
    private static final int HEADER_LINES = 5;

    private ManifestText() {}

    static String format(CheckpointManifest manifest) {
        StringBuilder text = new StringBuilder();
        text.append(FORMAT).append(VERSION).append('\n');
        text.append(CLUSTER).append(manifest.clusterId()).append('\n');
        text.append(INDEX).append(manifest.index()).append('\n');
        text.append(TERM).append(manifest.term()).append('\n');
        text.append(REVISION).append(manifest.revision()).append('\n');
        for (File file : manifest.files()) {
            text.append(FILE).append(file.bytes()).append(' ').append(file.sha256());
            text.append(' ').append(file.name()).append('\n');
        }
        String digest = sha256(text.toString());
        return text.append(DIGEST).append(digest).append('\n').toString();
    }

    /** @throws StoreException when the text is damaged or of a newer format */
    static CheckpointManifest parse(String text, Path folder) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new StoreException("the manifest of " + folder + " is damaged: " + e.getMessage(), e);
        }
    }

    private static CheckpointManifest parse(String text) {
        requireDigest(text);
        List<String> lines = text.lines().toList();
        requireVersion(lines.get(0));
        require(lines.size() > HEADER_LINES, "it is cut short");
        List<File> files = new ArrayList<>();
        for (String line : lines.subList(HEADER_LINES, lines.size() - 1)) {
            files.add(file(after(FILE, line)));
        }
        return new CheckpointManifest(
                after(CLUSTER, lines.get(1)),
                counter(after(INDEX, lines.get(2))),
                counter(after(TERM, lines.get(3))),
                counter(after(REVISION, lines.get(4))),
                files);
    }

    private static void requireDigest(String text) {
        int lastLine = text.lastIndexOf('\n', text.length() - 2) + 1;
        require(lastLine > 0 && text.endsWith("\n"), "it is cut short");
        String digest = after(DIGEST, text.substring(lastLine, text.length() - 1));
        require(digest.equals(sha256(text.substring(0, lastLine))), "its SHA-256 differs");
    }

    private static void requireVersion(String line) {
        long version = counter(after(FORMAT, line));
        if (version > VERSION) {
            throw new StoreException("the checkpoint's manifest has format version " + version
                    + ", this build reads up to " + VERSION + ": upgrade this node");
        }
        require(version == VERSION, "format version " + version);
    }

    private static File file(String fields) {
        String[] parts = fields.split(" ", 3);
        require(parts.length == 3 && parts[1].matches("[0-9a-f]{64}"), "a file without size, SHA-256 and name");
        String name = parts[2];
        require(isPlain(name), "a file name that is not plain: " + name);
        return new File(name, counter(parts[0]), parts[1]);
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && !name.equals(CheckpointManifest.FILE_NAME)
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    private static long counter(String digits) {
        long value = Long.parseLong(digits);
        require(value >= 0, "a negative number");
        return value;
    }

    private static String after(String label, String line) {
        require(line.startsWith(label), "a line that should begin with \"" + label + '"');
        return line.substring(label.length());
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Live.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
