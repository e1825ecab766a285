package io.trivet.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSinkChannel;

/**
 * A response's channel as a stream that blocks while the client takes nothing, and fails when that lasts too long: at once,
 * or all in all for what the client has taken. Used by one thread, which is no I/O thread.
 */
final class ResponseStream extends OutputStream {
    /** What a client has to take in the time for which it is waited, or it could hold what is sent for ever. */
    private static final long LEAST_BYTES_A_SECOND = 64 << 10;

    private final StreamSinkChannel channel;
    private final long patienceNanos;
    private long taken;
    private long waitedNanos;

    /** @param patience how long the client may take nothing */
    ResponseStream(StreamSinkChannel channel, Duration patience) {
        this.channel = channel;
        this.patienceNanos = patience.toNanos();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        long since = System.nanoTime();
        while (buffer.hasRemaining()) {
            int count = channel.write(buffer);
            if (count > 0) {
                taken += count;
                since = System.nanoTime();
            } else {
                await(since);
            }
        }
    }

    /** Sends what is left and ends the response. */
    void finish() throws IOException {
        channel.shutdownWrites();
        long since = System.nanoTime();
        while (!channel.flush()) {
            await(since);
        }
    }

    private void await(long since) throws IOException {
        long begin = System.nanoTime();
        long left = patienceNanos - (begin - since);
        if (left <= 0) {
            throw new IOException("the client took nothing for "
                    + Duration.ofNanos(patienceNanos).toMillis() + " ms");
        }
        if (waitedNanos > patienceNanos + TimeUnit.SECONDS.toNanos(taken) / LEAST_BYTES_A_SECOND) {
            throw new IOException("the client took only " + taken + " bytes in "
                    + Duration.ofNanos(waitedNanos).toSeconds() + " s");
        }
        channel.awaitWritable(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
        waitedNanos += System.nanoTime() - begin;
    }
}
