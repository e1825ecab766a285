package io.trivet.bench.fault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process of its own that writes to a folder, with and without syncs, until it loses power. */
final class PowerVictim {
    private PowerVictim() {}

    /** @param arguments the folder, which exists */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        write(folder.resolve("synced"), "synced");
        sync(folder.resolve("synced"));
        write(folder.resolve("grown"), "head");
        sync(folder.resolve("grown"));
        write(folder.resolve("content-not-synced"), "lost");
        write(folder.resolve("renamed"), "old name");
        sync(folder.resolve("renamed"));
        write(folder.resolve("deleted"), "back again");
        sync(folder.resolve("deleted"));
        Path sub = Files.createDirectory(folder.resolve("sub"));
        write(sub.resolve("file"), "its folder was not synced");
        sync(sub.resolve("file"));
        Path removed = Files.createDirectory(folder.resolve("removed"));
        write(removed.resolve("file"), "back with its folder");
        sync(removed.resolve("file"));
        sync(removed);
        sync(folder);

        write(folder.resolve("grown"), " and tail");
        write(folder.resolve("name-not-synced"), "lost");
        sync(folder.resolve("name-not-synced"));
        Files.move(folder.resolve("renamed"), folder.resolve("new-name"));
        Files.delete(folder.resolve("deleted"));
        Files.delete(removed.resolve("file"));
        Files.delete(removed);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void sync(Path path) throws IOException {
        StandardOpenOption mode = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }
}
