package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of one node: what its process is told the time of day is. The monotonic clock, and with it every wait,
 * stays as it is. May be set at any time; the node sees it at once.
 */
public final class Clock implements Preload {

    private static final NativeLibrary LIBRARY = new NativeLibrary("wallclock");

    private final Path file;

    /** A clock that is right; the library reads from the file how far it is off. */
    Clock(Path file) {
        this.file = file;
        set(Duration.ZERO);
    }

    /** Why there can be no clock of a node's own; empty when there can. */
    static Optional<String> missing() {
        return LIBRARY.missing();
    }

    /** Sets the clock off the right time by whole seconds, forwards or by a negative offset backwards. */
    public void set(Duration offset) {
        ByteBuffer seconds =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, offset.toSeconds());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(seconds, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path library() {
        return LIBRARY.file();
    }

    @Override
    public Map<String, String> environment(Path dataDir) {
        return Map.of("TRIVET_CLOCK", file.toString());
    }
}
