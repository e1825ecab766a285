package io.trivet.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A shared object for {@link Preload}, built from one file of {@code bench/src/main/c} when it is first asked for. */
public final class NativeLibrary {

    private static final String COMPILER = "gcc";
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final String name;
    private @Nullable Path built;

    /** The library of {@code NAME.c}. */
    public NativeLibrary(String name) {
        this.name = name;
    }

    /** Why it cannot be built here, in one sentence; empty when it is built. */
    public synchronized Optional<String> missing() {
        if (built != null) {
            return Optional.empty();
        }
        if (!Tool.installed(COMPILER)) {
            return Optional.of("there is no `" + COMPILER + "` to build " + name + ".c with");
        }
        try {
            built = build();
            return Optional.empty();
        } catch (RuntimeException | IOException e) {
            return Optional.of(name + ".c cannot be built: " + e.getMessage());
        }
    }

    /**
     * The shared object.
     *
     * @throws IllegalStateException when it cannot be built
     */
    public synchronized Path file() {
        missing().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return Objects.requireNonNull(built);
    }

    private Path build() throws IOException {
        Path module = ProjectRoot.find().folder().resolve("bench");
        Path source = module.resolve("src/main/c").resolve(name + ".c");
        Path folder = Files.createDirectories(module.resolve("target/native"));
        Path part = folder.resolve(name + "." + ProcessHandle.current().pid() + ".part");
        Tool.run(
                        COMMAND,
                        Map.of(),
                        List.of(
                                COMPILER,
                                "-O2",
                                "-Wall",
                                "-Werror",
                                "-fPIC",
                                "-shared",
                                "-o",
                                part.toString(),
                                source.toString(),
                                "-ldl",
                                "-lpthread"))
                .checked();
        return Files.move(part, folder.resolve(name + ".so"), StandardCopyOption.ATOMIC_MOVE);
    }
}
