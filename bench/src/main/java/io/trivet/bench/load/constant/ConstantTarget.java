package io.trivet.bench.load.constant;

import io.trivet.bench.cluster.JavaProgram;
import io.trivet.bench.cluster.LoopbackPorts;
import io.trivet.bench.cluster.Poll;
import io.trivet.bench.cluster.ProcessGroup;
import io.trivet.bench.load.generator.Connector;
import io.trivet.bench.load.http.KvConnection;
import io.trivet.bench.load.system.Target;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A {@link ConstantServer} as a process of its own. Of its keyspace, one key, all answers are right. */
public final class ConstantTarget implements Target {

    private static final Duration START = Duration.ofSeconds(60);

    private final ProcessGroup processes = new ProcessGroup("constant");
    private final URI endpoint;

    private ConstantTarget(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Starts it; does not wait until it serves.
     *
     * @param parent the folder for its log
     * @param node the process id of a node, whose JVM options it gets
     */
    public static ConstantTarget start(Path parent, long node, int valueBytes) {
        URI endpoint = LoopbackPorts.endpoint();
        List<String> arguments =
                List.of(endpoint.getHost(), Integer.toString(endpoint.getPort()), Integer.toString(valueBytes));
        ConstantTarget target = new ConstantTarget(endpoint);
        target.processes.start(
                "constant",
                JavaProgram.like(node, ConstantServer.class.getName(), arguments),
                parent.resolve("constant.log"));
        return target;
    }

    @Override
    public String name() {
        return "constant";
    }

    @Override
    public Map<String, Connector> interfaces(boolean linearizable) {
        return Map.of("HTTP", (loop, client) -> new KvConnection(loop, endpoint, "linearizable"));
    }

    @Override
    public Map<String, Long> processes() {
        return processes.pids();
    }

    @Override
    public void awaitReady() {
        Poll.until("the constant server listens", START, this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        processes.close();
    }
}
