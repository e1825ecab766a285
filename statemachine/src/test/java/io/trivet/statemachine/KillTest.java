package io.trivet.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with SIGKILL again and again, always finds the store as some earlier entry left it. */
class KillTest {
    private static final int KILLS = 10;
    private static final int LOG_SIZE = 60_000;
    private static final int REVISIONS = 300;

    @TempDir
    Path folder;

    @Test
    void when_processIsKilledAtAnyMoment_then_storeStandsRightAfterSomeEntry() throws Exception {
        long seed = TestLog.seed();
        Random random = new Random(seed);
        TestLog log = TestLog.of(seed, LOG_SIZE);
        long reached = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            // However slow the machine is, one life at least puts something on disk.
            runAndKill(seed, kill == 0 ? "stored" : "started", 50 + random.nextInt(500));
            try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
                assertTrue(store.appliedIndex() >= reached, "seed " + seed);
                reached = store.appliedIndex();
                requireAppliedUpTo(reached, store, log);
            }
        }
        assertTrue(reached > 0, "the victim never put anything on disk");
    }

    private void runAndKill(long seed, String until, int millis) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder, // RocksDB's library, which a killed process leaves
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashVictim.class.getName(),
                        folder.toString(),
                        Long.toString(seed),
                        Integer.toString(LOG_SIZE))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); !until.equals(line); line = output.readLine()) {
                assertNotNull(line, "the victim ended by itself");
            }
            Thread.sleep(millis);
        } finally {
            victim.destroyForcibly();
            assertTrue(victim.waitFor(30, TimeUnit.SECONDS));
        }
    }

    private static void requireAppliedUpTo(long index, Store store, TestLog log) {
        Model model = new Model();
        for (Entry entry : log.entries) {
            if (entry.index() <= index) {
                model.apply(entry.index(), entry.term(), ProposalCodec.decode(entry.data()));
            }
        }
        assertEquals(model.revision, store.revision());
        assertEquals(model.compacted, store.compactedRevision());
        assertEquals(model.clock, store.clockMillis());
        for (byte[] key : TestLog.KEYS) {
            for (long at = Math.max(model.compacted, model.revision - REVISIONS); at <= model.revision; at++) {
                Read read = ((PastRead.At) store.readAt(key, at)).read();
                assertTrue(Model.same(model.readAt(key, at), read.record()), "revision " + at);
            }
        }
    }
}
