package io.trivet.server;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process whose orderly stop hangs. What is lost then is no more than kill -9 would lose, and nothing that was
 * acknowledged.
 */
public final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    private LastResort() {}

    /**
     * Ends the process after some time if it has not ended by then. Returns at once.
     *
     * @param exitCode what it ends with
     */
    public static void after(Duration longest, int exitCode) {
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(longest.toMillis());
                    } catch (InterruptedException e) {
                        return;
                    }
                    LOG.warn("the stop took longer than {} ms and is cut short", longest.toMillis());
                    Runtime.getRuntime().halt(exitCode);
                },
                "trivet-last-resort");
        thread.setDaemon(true);
        thread.start();
    }
}
