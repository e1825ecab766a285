package io.trivet.bench.cluster;

import java.net.URI;

/** One member of a cluster on the loopback interface. */
record NodeAddress(String id, int raftPort, int httpPort) {

    URI http() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }
}
