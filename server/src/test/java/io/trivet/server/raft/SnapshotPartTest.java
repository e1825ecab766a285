package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.storage.io.LocalDirReader;
import com.alipay.sofa.jraft.util.ByteBufferCollector;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotPartTest {
    /** The size itself, and what a reader of files needs besides. */
    private static final long MOST_BYTES = JRaftOptions.SNAPSHOT_PART_BYTES + (256 << 10);

    /** In a process of its own: JRaft takes the size of its buffers once, and tests before this one use JRaft. */
    @Test
    void when_leaderReadsPartOfSnapshot_then_itDoesNotCopyItAgainForEachKibibyte(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("000001.sst");
        Files.write(file, new byte[2 * JRaftOptions.SNAPSHOT_PART_BYTES]);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader()) {
            String told = String.join("\n", out.lines().toList());
            assertEquals(0, process.waitFor(), told);
            long allocated = Long.parseLong(told.substring(told.lastIndexOf('\n') + 1));
            assertTrue(allocated < MOST_BYTES, () -> "a part of a snapshot took " + allocated + " bytes");
        }
    }

    /** Reads one part of a file as JRaft does for a member, and tells how many bytes were allocated for that. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] arguments) throws Exception {
            JRaftGlobals.load();
            Path file = Path.of(arguments[0]);
            read(file); // what is allocated only once
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            int read = read(file);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            if (read != JRaftOptions.SNAPSHOT_PART_BYTES) {
                throw new AssertionError("read " + read + " bytes");
            }
            System.out.println(allocated);
        }

        private static int read(Path file) throws Exception {
            ByteBufferCollector buffer = ByteBufferCollector.allocate();
            LocalDirReader reader = new LocalDirReader(file.getParent().toString());
            return reader.readFile(buffer, file.getFileName().toString(), 0, JRaftOptions.SNAPSHOT_PART_BYTES);
        }
    }
}
