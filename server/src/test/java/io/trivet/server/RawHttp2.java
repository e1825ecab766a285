package io.trivet.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of HTTP/2 that asks once, over one stream, and never opens the window that the protocol begins with. */
final class RawHttp2 implements AutoCloseable {
    /** How many bytes a server may send at first (RFC 9113, 6.9.2). */
    static final int INITIAL_WINDOW = 65_535;

    private static final String EMPTY_SETTINGS = "\0\0\0\4\0\0\0\0\0";
    private static final int DATA = 0;
    private static final int RST_STREAM = 3;
    private static final int END_STREAM = 1;

    private final Socket socket;
    private final DataInputStream in;

    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + EMPTY_SETTINGS);
    }

    /** Sends the headers of a GET, which end the stream's one side: indexed method and scheme, literal path and authority. */
    void get(String path) throws IOException {
        String block = "\u0082\u0086\u0004" + (char) path.length() + path + "\u0001\u0001x";
        send("\0\0" + (char) block.length() + "\u0001\u0005\0\0\0\u0001" + block);
    }

    private void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads frames until the stream is reset.
     *
     * @return how many bytes of content came before
     * @throws IOException when the stream ends in order, or the connection ends
     */
    int awaitReset() throws IOException {
        int content = 0;
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            boolean stream = in.readInt() == 1;
            in.skipNBytes(length);
            if (stream && type == RST_STREAM) {
                return content;
            } else if (stream && type == DATA) {
                content += length;
                if ((flags & END_STREAM) != 0) {
                    throw new IOException("the stream ended in order after " + content + " bytes");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
