package io.trivet.bench.load.generator;

import io.netty.channel.EventLoop;

/** Makes the connections of clients. */
public interface Connector {

    /**
     * The connection of a client, not connected yet.
     *
     * @param client its number, from 0, by which clients are spread over the members of a cluster
     */
    Connection connect(EventLoop loop, int client);
}
