package io.trivet.server.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** How far something that takes long is: a line that a terminal shows anew each second, and a last one at the end. */
final class ProgressLine implements LongConsumer {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter err;
    private final String what;
    private final boolean terminal = System.console() != null;
    private long start;
    private long printed;
    private long last;
    private long bytes;

    /** @param what is being done with the bytes, in the past tense */
    ProgressLine(PrintWriter err, String what) {
        this.err = err;
        this.what = what;
    }

    @Override
    public void accept(long bytesSoFar) {
        long now = System.nanoTime();
        if (bytes == 0) {
            start = now;
            printed = now;
        }
        bytes = bytesSoFar;
        last = now;
        if (terminal && now - printed >= PERIOD_NANOS) {
            printed = now;
            err.print("\r" + text(now) + "   ");
            err.flush();
        }
    }

    /** Prints the last line. */
    void end() {
        if (bytes > 0) {
            err.println((terminal ? "\r" : "") + text(last) + "   ");
            err.flush();
        }
    }

    private String text(long now) {
        double seconds = Math.max(1e-3, (now - start) / 1e9);
        return String.format(
                Locale.ROOT, "%s %s, %s/s, %.1f s", what, Sizes.format(bytes), Sizes.format(bytes / seconds), seconds);
    }
}
