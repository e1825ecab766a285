package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of one node, by libfaketime: what its process is told the time of day is. The monotonic clock stays
 * as it is. May be set while the node runs, which sees it within a second.
 */
public final class Clock implements Preload {

    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final List<Path> LIBRARIES =
            List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"));
    private static final int DEPTH = 3;

    private final Path file;

    /** A clock that is right, told to the library by a file. */
    Clock(Path file) {
        this.file = file;
        set(Duration.ZERO);
    }

    /** Why there can be no clock of a node's own; empty when there can. */
    static Optional<String> missing() {
        return Lookup.RESULT.isPresent()
                ? Optional.empty()
                : Optional.of("there is no " + LIBRARY + "; it comes with the package faketime");
    }

    /** Sets the clock off the right time, forwards or by a negative offset backwards. */
    public void set(Duration offset) {
        String seconds = (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n";
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, seconds);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path library() {
        return Lookup.RESULT.orElseThrow(() -> new IllegalStateException("there is no " + LIBRARY));
    }

    @Override
    public Map<String, String> environment(Path dataDir) {
        return Map.of(
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1");
    }

    /** Made once a process, when it is first asked for. */
    private static final class Lookup {

        static final Optional<Path> RESULT = LIBRARIES.stream()
                .filter(Files::isDirectory)
                .flatMap(folder -> find(folder).stream())
                .findFirst();

        private Lookup() {}

        private static Optional<Path> find(Path folder) {
            try (Stream<Path> files = Files.find(folder, DEPTH, (path, attributes) -> path.endsWith(LIBRARY))) {
                return files.findFirst();
            } catch (IOException | UncheckedIOException e) {
                return Optional.empty();
            }
        }
    }
}
