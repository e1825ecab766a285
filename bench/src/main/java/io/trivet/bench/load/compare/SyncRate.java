package io.trivet.bench.load.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** How often a second the disk makes something durable: what group commit has to live with. */
final class SyncRate {

    private static final int BLOCK = 4 << 10;
    private static final Duration LENGTH = Duration.ofSeconds(2);

    private SyncRate() {}

    /** Appends of 4 KiB a second, each followed by fdatasync, to a new file in a folder. */
    static double measure(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sync", ".dat");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            long start = System.nanoTime();
            int synced = 0;
            while (System.nanoTime() - start < LENGTH.toNanos()) {
                channel.write(block.clear());
                channel.force(false);
                synced++;
            }
            return synced / ((System.nanoTime() - start) / 1e9);
        } finally {
            Files.delete(file);
        }
    }
}
