package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LastResortTest {
    private static final int EXIT_CODE = 99;

    @Test
    void when_orderlyStopHangs_then_theProcessEndsAllTheSame() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hanging.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("runs", out.readLine());
            process.toHandle().destroy(); // Process.destroy closes what it prints
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            String told = String.join("\n", out.lines().toList());
            assertTrue(told.contains("the stop took longer than 100 ms and is cut short"), told);
            assertEquals(EXIT_CODE, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process whose stop never ends. */
    static final class Hanging {
        private Hanging() {}

        public static void main(String[] arguments) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(Hanging::stop));
            System.out.println("runs");
            new CountDownLatch(1).await();
        }

        private static void stop() {
            LastResort.after(Duration.ofMillis(100), EXIT_CODE);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
