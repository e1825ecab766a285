package io.trivet.bench.cluster;

import io.trivet.bench.client.KvClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What does not change between the runs of a node.
 *
 * @param command its command line; becomes the JVM itself, with no process in between
 * @param environment variables besides those of this process
 * @param log where standard output and standard error go
 * @param raft where other members reach it, {@code host:port}
 * @param http where clients reach it
 */
record NodeSetup(
        String id,
        List<String> command,
        Map<String, String> environment,
        Path config,
        Path dataDir,
        Path log,
        String raft,
        URI http,
        KvClient client,
        Optional<Disk> disk,
        Optional<Clock> clock) {}
