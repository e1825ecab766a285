package io.trivet.bench.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface, below the range from which the kernel takes the ports of outgoing
 * connections: a client's connection can then never sit on the port of a node that is about to restart.
 */
public final class LoopbackPorts {

    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 12_000;
    private static final int USUAL_EPHEMERAL = 32_768;
    private static final int ATTEMPTS = 10_000;

    private LoopbackPorts() {}

    /** That many members, each with two of these ports. */
    static List<NodeAddress> members(int count) {
        List<Integer> ports = pick(2 * count);
        List<NodeAddress> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(
                    new NodeAddress("node" + (i + 1), NodeAddress.LOOPBACK, ports.get(2 * i), ports.get(2 * i + 1)));
        }
        return members;
    }

    /** Where a server of one port may listen. */
    public static URI endpoint() {
        return members(1).get(0).http();
    }

    /** The given number of distinct free ports. */
    public static List<Integer> pick(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        int end = firstEphemeral();
        for (int i = 0; i < ATTEMPTS && ports.size() < count; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        if (ports.size() < count) {
            throw new IllegalStateException("found only " + ports.size() + " of " + count + " free loopback ports");
        }
        return List.copyOf(ports);
    }

    private static int firstEphemeral() {
        try {
            int first = Integer.parseInt(Files.readString(EPHEMERAL).trim().split("\\s+", -1)[0]);
            return first > LOWEST + 1_000 ? first : USUAL_EPHEMERAL;
        } catch (IOException e) {
            return USUAL_EPHEMERAL;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
