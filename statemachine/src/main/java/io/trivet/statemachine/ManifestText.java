package io.trivet.statemachine;

import io.trivet.statemachine.CheckpointManifest.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A {@link CheckpointManifest} as text, one field a line and each line ended by a newline. The last line is the SHA-256
 * of the lines before it. Each manifest has one text only. Stateless.
 */
final class ManifestText {
    /** What the last line begins with, and no other. */
    static final String DIGEST = "sha256 ";

    private static final int VERSION = 1;
    private static final String FORMAT = "trivet-manifest ";
    private static final String STORE_FORMAT = "store-format ";
    private static final String CLUSTER = "cluster ";
    private static final String INDEX = "index ";
    private static final String TERM = "term ";
    private static final String REVISION = "revision ";
    private static final String COMPACTED = "compacted-revision ";
    private static final String KEYS = "keys ";
    private static final String CREATED = "created ";
    private static final String SOFTWARE = "software ";
    private static final String PART = "part ";
    private static final int HEADER_LINES = 10;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");

    private ManifestText() {}

    static String format(CheckpointManifest manifest) {
        StringBuilder text = new StringBuilder();
        text.append(FORMAT).append(VERSION).append('\n');
        text.append(STORE_FORMAT).append(manifest.storeFormat()).append('\n');
        text.append(CLUSTER).append(manifest.clusterId()).append('\n');
        text.append(INDEX).append(manifest.index()).append('\n');
        text.append(TERM).append(manifest.term()).append('\n');
        text.append(REVISION).append(manifest.revision()).append('\n');
        text.append(COMPACTED).append(manifest.compactedRevision()).append('\n');
        text.append(KEYS).append(manifest.keys()).append('\n');
        text.append(CREATED).append(manifest.created()).append('\n');
        text.append(SOFTWARE).append(manifest.software()).append('\n');
        for (Part part : manifest.parts()) {
            text.append(PART).append(part.bytes()).append(' ').append(part.sha256());
            text.append(' ').append(part.name()).append('\n');
        }
        String digest = sha256(text.toString());
        return text.append(DIGEST).append(digest).append('\n').toString();
    }

    /**
     * Reads a text.
     *
     * @param source the folder or file that it is from, for the message of a failure
     * @throws StoreException when the text is damaged or of a newer format
     */
    static CheckpointManifest parse(String text, Path source) {
        try {
            requireDigest(text);
            List<String> lines = text.lines().toList();
            requireVersion(FORMAT, lines.get(0), VERSION, source);
            require(lines.size() > HEADER_LINES, "it is cut short");
            int storeFormat = requireVersion(STORE_FORMAT, lines.get(1), Meta.FORMAT, source);
            CheckpointManifest manifest = parse(storeFormat, lines);
            require(format(manifest).equals(text), "it is not written as a manifest is");
            return manifest;
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new StoreException("the manifest of " + source + " is damaged: " + e.getMessage(), e);
        }
    }

    private static CheckpointManifest parse(int storeFormat, List<String> lines) {
        return new CheckpointManifest(
                storeFormat,
                after(CLUSTER, lines.get(2)),
                counter(after(INDEX, lines.get(3))),
                counter(after(TERM, lines.get(4))),
                counter(after(REVISION, lines.get(5))),
                counter(after(COMPACTED, lines.get(6))),
                counter(after(KEYS, lines.get(7))),
                Instant.parse(after(CREATED, lines.get(8))),
                after(SOFTWARE, lines.get(9)),
                parts(lines.subList(HEADER_LINES, lines.size() - 1)));
    }

    private static List<Part> parts(List<String> lines) {
        List<Part> parts = new ArrayList<>();
        String previous = "";
        long bytes = 0;
        for (String line : lines) {
            Part part = part(after(PART, line));
            require(part.name().compareTo(previous) > 0, "its parts are not in the order of their names");
            bytes = Math.addExact(bytes, part.bytes());
            previous = part.name();
            parts.add(part);
        }
        return parts;
    }

    private static Part part(String fields) {
        String[] parts = fields.split(" ", 3);
        require(parts.length == 3 && parts[1].matches("[0-9a-f]{64}"), "a part without size, SHA-256 and name");
        String name = parts[2];
        boolean plain = PLAIN_NAME.matcher(name).matches() && !name.startsWith(CheckpointManifest.FILE_NAME);
        require(plain, "a part whose name is not a plain file name");
        return new Part(name, counter(parts[0]), parts[1]);
    }

    private static void requireDigest(String text) {
        int lastLine = text.lastIndexOf('\n', text.length() - 2) + 1;
        require(lastLine > 0 && text.endsWith("\n"), "it is cut short");
        String digest = after(DIGEST, text.substring(lastLine, text.length() - 1));
        require(digest.equals(sha256(text.substring(0, lastLine))), "its SHA-256 differs");
    }

    private static int requireVersion(String label, String line, int newest, Path source) {
        long version = counter(after(label, line));
        if (version > newest) {
            throw new StoreException(source + " has " + label + "version " + version + ", this build reads up to "
                    + newest + ": upgrade this node");
        }
        require(version > 0, label + "version 0");
        return (int) version;
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
