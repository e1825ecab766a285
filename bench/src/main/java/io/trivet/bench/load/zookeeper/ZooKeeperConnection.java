package io.trivet.bench.load.zookeeper;

import io.netty.channel.EventLoop;
import io.trivet.bench.load.generator.AnswerListener;
import io.trivet.bench.load.generator.Connection;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One client's share of a session. A linearizable read is {@code sync} and {@code getData} after each other. A revision is
 * the node's version and one, so that the first is not 0.
 */
final class ZooKeeperConnection implements Connection {

    private static final int ANY_VERSION = -1;

    private final EventLoop loop;
    private final ZooKeeper session;
    private final boolean linearizable;
    private final Runnable release;
    private @Nullable Call pending;

    ZooKeeperConnection(EventLoop loop, ZooKeeper session, boolean linearizable, Runnable release) {
        this.loop = loop;
        this.session = session;
        this.linearizable = linearizable;
        this.release = release;
    }

    @Override
    public void get(byte[] key, AnswerListener listener) {
        String path = path(key);
        Call call = begin(listener);
        if (linearizable) {
            session.sync(path, (code, synced, context) -> call.synced(code), null);
        }
        session.getData(path, false, (code, read, context, data, stat) -> call.read(code, data, stat), null);
    }

    @Override
    public void set(byte[] key, byte[] value, AnswerListener listener) {
        String path = path(key);
        Call call = begin(listener);
        session.setData(
                path,
                value,
                ANY_VERSION,
                (code, written, context, stat) -> {
                    if (code == Code.NONODE.intValue()) {
                        create(path, value, call);
                    } else {
                        call.written(code, stat);
                    }
                },
                null);
    }

    private void create(String path, byte[] value, Call call) {
        session.create(
                path,
                value,
                Ids.OPEN_ACL_UNSAFE,
                CreateMode.PERSISTENT,
                (code, asked, context, name, stat) -> call.written(code, stat),
                null);
    }

    @Override
    public void compareAndSet(byte[] key, byte[] value, long revision, AnswerListener listener) {
        Call call = begin(listener);
        int version = (int) revision - 1;
        session.setData(path(key), value, version, (code, path, context, stat) -> call.written(code, stat), null);
    }

    private static String path(byte[] key) {
        return "/" + new String(key, StandardCharsets.US_ASCII);
    }

    private Call begin(AnswerListener listener) {
        Call call = new Call(listener);
        pending = call;
        return call;
    }

    @Override
    public void abandon() {
        pending = null;
    }

    @Override
    public void close() {
        abandon();
        release.run();
    }

    /** One call until it ends. The session's own thread tells it; the listener is told on the event loop thread. */
    private final class Call {

        private final AnswerListener listener;

        Call(AnswerListener listener) {
            this.listener = listener;
        }

        void synced(int code) {
            if (code != Code.OK.intValue()) {
                end(() -> fail(code));
            }
        }

        void read(int code, byte[] data, Stat stat) {
            end(() -> {
                switch (Code.get(code)) {
                    case OK -> listener.value(data, stat.getVersion() + 1L);
                    case NONODE -> listener.missing();
                    default -> fail(code);
                }
            });
        }

        void written(int code, Stat stat) {
            end(() -> {
                switch (Code.get(code)) {
                    case OK -> listener.written(stat.getVersion() + 1L);
                    case BADVERSION -> listener.conflict();
                    default -> fail(code);
                }
            });
        }

        private void fail(int code) {
            listener.failed(Code.get(code).name().toLowerCase(Locale.ROOT));
        }

        private void end(Runnable told) {
            loop.execute(() -> {
                if (pending == this) {
                    pending = null;
                    told.run();
                }
            });
        }
    }
}
