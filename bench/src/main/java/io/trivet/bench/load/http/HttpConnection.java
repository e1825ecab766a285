package io.trivet.bench.load.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one server with one request at a time. Connects when a request needs it. The event loop thread alone.
 */
final class HttpConnection {

    private static final int CONNECT_MILLIS = 2_000;

    /** Is told how a request ended, once. */
    interface Exchange {

        /** The response. */
        void answered(HttpResponse response);

        /** There is none; {@code code} says why in a word. */
        void failed(String code);
    }

    private final Bootstrap bootstrap;
    private @Nullable Channel channel;
    private @Nullable Exchange pending;

    HttpConnection(EventLoop loop, InetSocketAddress server) {
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .remoteAddress(server);
    }

    /** Sends one request, a whole one, which is released. */
    void send(ByteBuf request, Exchange exchange) {
        pending = exchange;
        if (channel != null && channel.isActive()) {
            channel.writeAndFlush(request, channel.voidPromise());
            return;
        }
        bootstrap.handler(new Responses()).connect().addListener((ChannelFuture connected) -> {
            if (pending != exchange) {
                request.release();
                connected.channel().close();
            } else if (connected.isSuccess()) {
                channel = connected.channel();
                channel.writeAndFlush(request, channel.voidPromise());
            } else {
                request.release();
                fail("not_connected");
            }
        });
    }

    /** Drops the request that is under way, and the connection. */
    void close() {
        pending = null;
        if (channel != null) {
            Channel closed = channel;
            channel = null;
            closed.close();
        }
    }

    private void fail(String code) {
        Exchange failed = pending;
        close();
        if (failed != null) {
            failed.failed(code);
        }
    }

    /** Takes the bytes of one connection apart. */
    private final class Responses extends ByteToMessageDecoder {

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
                throws MalformedResponseException {
            HttpResponse response = ResponseParser.parse(in);
            if (response == null) {
                return;
            }
            Exchange answered = pending;
            if (answered == null || in.isReadable()) {
                throw new MalformedResponseException("more came than was asked for");
            }
            pending = null;
            if (!response.persistent()) {
                close();
            }
            answered.answered(response);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            super.channelInactive(context);
            lost(context, "connection_lost");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lost(context, cause.getCause() instanceof MalformedResponseException ? "malformed" : "connection_lost");
        }

        private void lost(ChannelHandlerContext context, String code) {
            if (context.channel() == channel) {
                fail(code);
            }
        }
    }
}
