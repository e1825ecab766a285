package io.trivet.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSinkChannel;

/**
 * A response's channel as a stream that blocks while the client takes nothing, and fails when that lasts too long. Used by
 * one thread, which is no I/O thread.
 */
final class ResponseStream extends OutputStream {
    private final StreamSinkChannel channel;
    private final long patienceNanos;

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
            if (channel.write(buffer) > 0) {
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
        long left = patienceNanos - (System.nanoTime() - since);
        if (left <= 0) {
            throw new IOException("the client took nothing for "
                    + Duration.ofNanos(patienceNanos).toMillis() + " ms");
        }
        channel.awaitWritable(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
    }
}
