package io.trivet.bench.load.system;

import io.trivet.bench.load.generator.Connector;
import io.trivet.bench.load.http.KvConnection;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Nodes that somebody else runs.
 *
 * @param endpoints where they are reached; clients are spread over all of them
 */
public record TrivetEndpoints(List<URI> endpoints) implements Target {

    @Override
    public String name() {
        return "trivet";
    }

    @Override
    public Map<String, Connector> interfaces(boolean linearizable) {
        String consistency = linearizable ? "linearizable" : "stale";
        return Map.of(
                "HTTP",
                (loop, client) -> new KvConnection(loop, endpoints.get(client % endpoints.size()), consistency));
    }

    @Override
    public Map<String, Long> processes() {
        return Map.of();
    }

    @Override
    public void awaitReady() {}

    @Override
    public void close() {}
}
