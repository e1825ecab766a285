package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small file system in memory, mounted for the data of one node. It can be made full at once, by shrinking it to what
 * is in use. Its content is lost when it is unmounted.
 */
public final class Disk {

    private static final Duration COMMAND = Duration.ofSeconds(20);
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final String ROOMY = "2g";
    private static final int ATTEMPTS = 50;
    private static final int SLACK_KIB = 64;

    private final Path mount;

    private Disk(Path mount) {
        this.mount = mount;
    }

    /** Why there can be no such file system, found by mounting one; empty when there can. */
    static Optional<String> missing() {
        return Trial.RESULT;
    }

    /** Mounts an empty one over a folder, which is created. */
    static Disk mount(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("mount", "-t", "tmpfs", "-o", "size=" + ROOMY, "trivet", folder.toString());
        return new Disk(folder);
    }

    /** Unmounts what is mounted anywhere below a folder, such as what a process that was killed left there. */
    static void unmountBelow(Path folder) {
        try (var lines = Files.lines(MOUNTS)) {
            lines.map(line -> line.split(" ", -1)[1])
                    .filter(mounted -> Path.of(mounted).startsWith(folder))
                    .toList()
                    .forEach(mounted -> run("umount", "--lazy", mounted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Leaves no room for more.
     *
     * @throws IllegalStateException when the node writes faster than the file system can be shrunk
     */
    public void fill() {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            long kib = usedKib() + (long) SLACK_KIB * attempt / 2;
            if (resize(kib + "k").exitCode() == 0) {
                return;
            }
        }
        throw new IllegalStateException(mount + " fills faster than it can be shrunk");
    }

    /** Gives it room again. */
    public void free() {
        resize(ROOMY).checked();
    }

    /** Unmounts it; files that are open stay usable for who has them open. */
    void unmount() {
        run("umount", "--lazy", mount.toString());
    }

    private Tool resize(String size) {
        return Tool.run(COMMAND, Map.of(), List.of("mount", "-o", "remount,size=" + size, mount.toString()));
    }

    private long usedKib() {
        try {
            FileStore store = Files.getFileStore(mount);
            return (store.getTotalSpace() - store.getUnallocatedSpace()) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        Tool.run(COMMAND, Map.of(), List.of(command)).checked();
    }

    /** Made once a process, when it is first asked for. */
    private static final class Trial {

        static final Optional<String> RESULT = attempt();

        private Trial() {}

        private static Optional<String> attempt() {
            if (!Tool.installed("mount")) {
                return Optional.of("there is no `mount` on the path");
            }
            try {
                Path folder = Files.createTempDirectory("trivet-disk");
                try {
                    Disk trial = mount(folder);
                    trial.fill();
                    trial.unmount();
                    return Optional.empty();
                } finally {
                    Files.delete(folder);
                }
            } catch (IOException | RuntimeException e) {
                return Optional.of("no small file system can be mounted: " + e.getMessage());
            }
        }
    }
}
