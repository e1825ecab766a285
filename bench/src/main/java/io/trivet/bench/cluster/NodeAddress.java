package io.trivet.bench.cluster;

import java.net.URI;

/** One member of a cluster, and where it listens. */
record NodeAddress(String id, String host, int raftPort, int httpPort) {

    static final String LOOPBACK = "127.0.0.1";

    /** The address for the other members, {@code host:port}. */
    String raft() {
        return host + ":" + raftPort;
    }

    /** Where clients reach it. */
    URI http() {
        return URI.create("http://" + host + ":" + httpPort);
    }
}
