package io.trivet.bench.load.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one server with one request at a time. Connects when a request needs it. The event loop thread alone.
 *
 * <p>Responses go through Netty's decoder:
 * a parser made for nothing but these responses saved one microsecond a call, where the system calls take twenty and a node a
 * hundred, and that is not worth a second opinion on what HTTP is.
 */
@SuppressWarnings("ReferenceEquality") // it asks whether it is this very request and this very connection
public final class HttpConnection {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int LONGEST_BODY = 64 << 20;

    /** Is told how a request ended, once. */
    public interface Exchange {

        /** The response, which is released afterwards. */
        void answered(FullHttpResponse response);

        /** There is none; {@code code} says why in a word. */
        void failed(String code);
    }

    private final Bootstrap bootstrap;
    private @Nullable Channel channel;
    private @Nullable Exchange pending;

    /** Not connected yet. */
    public HttpConnection(EventLoop loop, URI server) {
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .remoteAddress(server.getHost(), server.getPort())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline()
                                .addLast(new HttpResponseDecoder())
                                .addLast(new HttpObjectAggregator(LONGEST_BODY))
                                .addLast(new Responses());
                    }
                });
    }

    /** Sends one request, a whole one, which is released. */
    public void send(ByteBuf request, Exchange exchange) {
        pending = exchange;
        if (channel != null && channel.isActive()) {
            channel.writeAndFlush(request, channel.voidPromise());
            return;
        }
        bootstrap.connect().addListener((ChannelFuture connected) -> {
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
    public void close() {
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

    /** What comes over one connection. */
    private final class Responses extends SimpleChannelInboundHandler<FullHttpResponse> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (context.channel() != channel || response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                return;
            }
            Exchange answered = pending;
            if (answered == null || response.decoderResult().isFailure()) {
                fail("malformed");
                return;
            }
            pending = null;
            if (!HttpUtil.isKeepAlive(response)) {
                close();
            }
            answered.answered(response);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost(context);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lost(context);
        }

        private void lost(ChannelHandlerContext context) {
            if (context.channel() == channel) {
                fail("connection_lost");
            }
        }
    }
}
