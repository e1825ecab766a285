package io.trivet.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executor;

/** The content of an answer. */
sealed interface Body {

    /** The size in bytes, as the client is told it. */
    long length();

    /** All of it, in memory. */
    record Whole(byte[] bytes) implements Body {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /**
     * Made while it is sent.
     *
     * @param length the size in bytes
     * @param executor where it is made and sent, with blocking calls
     * @param source what makes it; called once, unless the executor refuses
     */
    record Streamed(long length, Executor executor, Source source) implements Body {}

    /** Writes the content of an answer. */
    @FunctionalInterface
    interface Source {
        /**
         * Writes all of it; need not close the stream.
         *
         * @throws IOException when the stream failed, because the client went away or takes nothing any more; any other
         *     failure cuts the answer off, which the client notices
         */
        void writeTo(OutputStream out) throws IOException;
    }
}
