package io.trivet.bench.load.generator;

import io.netty.channel.EventLoop;
import io.trivet.bench.load.generator.Ledger.Write;
import io.trivet.bench.load.generator.Work.Task;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client: one call at a time over a connection of its own. The event loop thread alone. */
final class Client implements AnswerListener {

    /** Longer than a server takes to say that it has no answer. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A call that failed says nothing of how soon the next one may succeed; this keeps a client from asking in a frenzy. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int number;
    private final EventLoop loop;
    private final Connection connection;
    private final Ledger ledger;
    private final boolean linearizable;

    private @Nullable Run run;
    private long calls;
    private Task task = new Task(Kind.GET, 0);
    private @Nullable Write write;
    private int settledBefore;
    private long due;
    private long sentAt;
    private boolean busy;

    /**
     * A client that does nothing yet.
     *
     * @param linearizable whether its reads must show the last acknowledged write
     */
    Client(int number, EventLoop loop, Connection connection, Ledger ledger, boolean linearizable) {
        this.number = number;
        this.loop = loop;
        this.connection = connection;
        this.ledger = ledger;
        this.linearizable = linearizable;
    }

    /** Makes calls until the run's work or time is over, then tells it. */
    void start(Run started) {
        run = started;
        calls = 0;
        next(started);
    }

    private void next(Run current) {
        if (run != current) {
            return; // closed meanwhile
        }
        long now = current.now();
        long end = current.recorder().end();
        Task upcoming = null;
        due = current.schedule().due(number, calls, now);
        while (due < end && (upcoming = current.work().next()) != null && now >= end) {
            current.recorder().unsent(upcoming.kind(), due);
            calls++;
            due = current.schedule().due(number, calls, now);
        }
        if (upcoming == null || due >= end) {
            run = null;
            current.clientDone();
            return;
        }
        calls++;
        task = upcoming;
        if (due <= now) {
            send(current);
        } else {
            loop.schedule(() -> send(current), due - now, TimeUnit.NANOSECONDS);
        }
    }

    private void send(Run current) {
        if (run != current) {
            return; // closed meanwhile
        }
        sentAt = current.now();
        busy = true;
        int key = task.key();
        Keyspace keyspace = ledger.keyspace();
        switch (task.kind()) {
            case GET -> {
                settledBefore = linearizable ? ledger.settled(key) : 0;
                connection.get(keyspace.key(key), this);
            }
            case SET -> connection.set(keyspace.key(key), newValue(key), this);
            case CAS -> {
                long revision = ledger.revision(key);
                connection.compareAndSet(keyspace.key(key), newValue(key), revision, this);
            }
        }
    }

    private byte[] newValue(int key) {
        Write begun = ledger.write(key);
        write = begun;
        return ledger.keyspace().value(key, begun.version());
    }

    /** Gives up the call that is under way if it has lasted too long. */
    void expire() {
        if (busy && run != null && run.now() - sentAt > PATIENCE_NANOS) {
            connection.abandon();
            failed("no_answer");
        }
    }

    void close() {
        run = null;
        connection.close();
    }

    @Override
    public void value(byte[] value, long revision) {
        ledger.read(task.key(), value, settledBefore);
        answered();
    }

    @Override
    public void missing() {
        if (linearizable) {
            ledger.missing(task.key());
        }
        failed("missing");
    }

    @Override
    public void written(long revision) {
        if (write != null) {
            ledger.written(write, revision);
        }
        answered();
    }

    @Override
    public void conflict() {
        if (write != null) {
            ledger.conflict(write);
        }
        Run current = ended();
        current.recorder().failed("conflict");
        next(current);
    }

    private void answered() {
        Run current = ended();
        current.recorder().answered(task.kind(), due, current.now());
        next(current);
    }

    @Override
    public void failed(String code) {
        Run current = ended();
        current.failed(code);
        loop.schedule(() -> next(current), PAUSE_NANOS, TimeUnit.NANOSECONDS);
    }

    private Run ended() {
        if (!busy || run == null) {
            throw new IllegalStateException("an answer to no call");
        }
        busy = false;
        write = null;
        return run;
    }
}
