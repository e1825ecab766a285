package io.trivet.bench.load.generator;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A number of clients on one event loop thread. One thread is enough for a hundred thousand calls a second and leaves the rest
 * of a small machine to what is measured. Runs follow each other; the connections stay.
 */
public final class Generator implements AutoCloseable {

    private static final Duration UNLIMITED = Duration.ofDays(1);

    private final EventLoopGroup group = new EpollEventLoopGroup(1, new DefaultThreadFactory("load", true));
    private final EventLoop loop = group.next();
    private final Ledger ledger;
    private final List<Client> clients = new ArrayList<>();

    /**
     * Clients that have not connected yet.
     *
     * @param linearizable whether reads must show the last acknowledged write
     */
    public Generator(Connector connector, int clients, Ledger ledger, boolean linearizable) {
        this.ledger = ledger;
        for (int i = 0; i < clients; i++) {
            this.clients.add(new Client(i, loop, connector.connect(loop, i), ledger, linearizable));
        }
    }

    /**
     * Writes every key, as fast as it goes.
     *
     * @throws IllegalStateException when a write is not acknowledged
     */
    public LoadResult fill(Consumer<Second> progress) {
        return complete(Work.fill(ledger.keyspace().keys()), progress);
    }

    /**
     * Reads some keys at random, as fast as it goes.
     *
     * @throws IllegalStateException when a read is not answered
     */
    public LoadResult sample(int count, long seed) {
        return complete(Work.sample(count, ledger.keyspace().keys(), seed), second -> {});
    }

    private LoadResult complete(Work work, Consumer<Second> progress) {
        return run(work, Schedule.closedLoop(), UNLIMITED, progress, true);
    }

    /**
     * Has all clients work until the time is over, and waits for their last answers.
     *
     * @param length how long calls are sent
     * @param progress is told about each second, on the event loop thread
     * @throws IllegalStateException when a client fails
     */
    public LoadResult run(Work work, Schedule schedule, Duration length, Consumer<Second> progress) {
        return run(work, schedule, length, progress, false);
    }

    private LoadResult run(Work work, Schedule schedule, Duration length, Consumer<Second> progress, boolean strict) {
        Recorder recorder = new Recorder(length.toNanos(), progress);
        Run run = new Run(work, schedule, recorder, clients.size(), strict);
        Future<?> ticks = loop.scheduleAtFixedRate(() -> tick(run), 1, 1, TimeUnit.SECONDS);
        try {
            loop.execute(() -> start(run));
            return run.result().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the load could not be made: " + e.getMessage(), e);
        } finally {
            ticks.cancel(false);
        }
    }

    private void start(Run run) {
        try {
            clients.forEach(client -> client.start(run));
        } catch (RuntimeException e) {
            run.result().completeExceptionally(e);
        }
    }

    private void tick(Run run) {
        run.recorder().closeSecond(run.now());
        clients.forEach(Client::expire);
    }

    @Override
    public void close() {
        loop.submit(() -> clients.forEach(Client::close)).syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
