package io.trivet.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xnio.channels.StreamSinkChannel;

/** How long a client is waited for. The channel is played by a proxy. */
class ResponseStreamTest {
    private boolean writable = true;
    private int taken;

    /** It could hold the only backup of a node for days, a byte at a time. */
    @Test
    void when_clientTakesNextToNothing_then_itIsCutOff() throws Exception {
        try (ResponseStream stream = stream(Duration.ofMillis(50))) {
            IOException failure = assertThrows(IOException.class, () -> stream.write(new byte[1 << 20]));
            assertTrue(failure.getMessage().startsWith("the client took only"), failure.getMessage());
        }
    }

    @Test
    void when_clientIsSlowWithinReason_then_itGetsEverything() throws Exception {
        try (ResponseStream stream = stream(Duration.ofSeconds(30))) {
            stream.write(new byte[200]);
            assertEquals(200, taken);
        }
    }

    /** Takes a byte, and no other before a millisecond has passed. */
    private ResponseStream stream(Duration patience) {
        StreamSinkChannel channel = (StreamSinkChannel) Proxy.newProxyInstance(
                StreamSinkChannel.class.getClassLoader(),
                new Class<?>[] {StreamSinkChannel.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "write":
                            if (!writable) {
                                return 0;
                            }
                            ((ByteBuffer) arguments[0]).get();
                            taken++;
                            writable = false;
                            return 1;
                        case "awaitWritable":
                            Thread.sleep(1);
                            writable = true;
                            return null;
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
        return new ResponseStream(channel, patience);
    }
}
