package io.trivet.server.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** How far something that takes long is: a line every two seconds, and one at the end. */
final class ProgressLine implements LongConsumer {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PrintWriter err;
    private final String what;
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
        last = System.nanoTime();
        if (bytes == 0) {
            start = last;
            printed = last;
        }
        bytes = bytesSoFar;
        if (last - printed >= PERIOD_NANOS) {
            printed = last;
            print();
        }
    }

    /** Prints the last line. */
    void end() {
        if (bytes > 0) {
            print();
        }
    }

    private void print() {
        double seconds = Math.max(1e-3, (last - start) / 1e9);
        err.printf(
                Locale.ROOT,
                "%s %s, %s/s, %.1f s%n",
                what,
                Sizes.format(bytes),
                Sizes.format((long) (bytes / seconds)),
                seconds);
        err.flush();
    }
}
