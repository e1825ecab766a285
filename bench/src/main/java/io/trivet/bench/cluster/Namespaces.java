package io.trivet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One network namespace a node, each joined by a pair of virtual interfaces to one bridge in the namespace of this
 * process, which so reaches all of them whatever they lose of each other. Every name begins with {@code tv} and the
 * id of this process; what processes that have ended left behind is removed before new ones are made.
 */
final class Namespaces implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("tv(\\d+)-b?\\d+");
    private static final Path MOUNTED = Path.of("/run/netns");
    private static final Path INTERFACES = Path.of("/sys/class/net");
    private static final Duration COMMAND = Duration.ofSeconds(20);
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int RAFT_PORT = 7001;
    private static final int HTTP_PORT = 8001;
    private static final int OWN_HOST = 254;
    private static final int SUBNETS = 1 << 14;

    private final String bridge;
    private final List<String> names;
    private final String subnet;

    private Namespaces(String bridge, List<String> names, String subnet) {
        this.bridge = bridge;
        this.names = names;
        this.subnet = subnet;
    }

    /** Why there can be no namespaces, found by making one and dropping packets in it; empty when there can. */
    static Optional<String> missing() {
        return Trial.RESULT;
    }

    /** Namespaces for the given number of nodes, all linked to each other. */
    static Namespaces create(int nodes) {
        removeLeftovers();
        List<String> names = Stream.generate(() -> name("")).limit(nodes).toList();
        Namespaces made = new Namespaces(name("b"), names, freeSubnet());
        try {
            made.build();
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** The members, one a namespace. */
    List<NodeAddress> members() {
        List<NodeAddress> members = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            members.add(new NodeAddress("node" + (i + 1), host(i), RAFT_PORT, HTTP_PORT));
        }
        return members;
    }

    /** What a command line begins with that shall run in the namespace of a node. */
    List<String> prefix(int node) {
        return List.of("ip", "netns", "exec", names.get(node));
    }

    /** The address of a node. */
    String host(int node) {
        return subnet + (node + 1);
    }

    /** Replaces the packet filter of a node by one that drops incoming packets by the given nftables expressions. */
    void filter(int node, List<String> drops) {
        StringBuilder script = new StringBuilder("flush chain ip trivet input");
        drops.forEach(drop ->
                script.append("; add rule ip trivet input ").append(drop).append(" drop"));
        inside(node, "nft", script.toString());
    }

    /** Ends what still runs in the namespaces and removes them. */
    @Override
    public void close() {
        names.stream().filter(name -> Files.exists(MOUNTED.resolve(name))).forEach(Namespaces::removeNamespace);
        if (Files.exists(INTERFACES.resolve(bridge))) {
            run("ip", "link", "del", bridge);
        }
    }

    private void build() {
        run("ip", "link", "add", bridge, "type", "bridge");
        run("ip", "addr", "add", subnet + OWN_HOST + "/24", "dev", bridge);
        run("ip", "link", "set", bridge, "up");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            run("ip", "netns", "add", name);
            run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
            run("ip", "link", "set", name, "master", bridge, "up");
            inside(i, "ip", "addr", "add", host(i) + "/24", "dev", "eth0");
            inside(i, "ip", "link", "set", "eth0", "up");
            inside(i, "ip", "link", "set", "lo", "up");
            inside(i, "nft", "add table ip trivet; add chain ip trivet input { type filter hook input priority 0; }");
        }
    }

    private void inside(int node, String... command) {
        List<String> words = new ArrayList<>(prefix(node));
        words.addAll(List.of(command));
        run(words.toArray(String[]::new));
    }

    private static void run(String... command) {
        Tool.run(COMMAND, Map.of(), List.of(command)).checked();
    }

    private static String name(String kind) {
        return "tv" + ProcessHandle.current().pid() + "-" + kind + COUNTER.incrementAndGet();
    }

    private static String freeSubnet() {
        List<String> used = addresses();
        int first = (int) (ProcessHandle.current().pid() % SUBNETS);
        for (int i = 0; i < SUBNETS; i++) {
            int number = (first + i) % SUBNETS;
            String subnet = "10." + (128 + number / 256) + "." + number % 256 + ".";
            if (used.stream().noneMatch(address -> address.startsWith(subnet))) {
                return subnet;
            }
        }
        throw new IllegalStateException("every private subnet from 10.128 on is in use");
    }

    private static List<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeLeftovers() {
        list(MOUNTED).stream().filter(Namespaces::isLeftOver).forEach(Namespaces::removeNamespace);
        list(INTERFACES).stream().filter(Namespaces::isLeftOver).forEach(name -> run("ip", "link", "del", name));
    }

    private static boolean isLeftOver(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }

    /** With its processes, which hold it, and its interfaces, of which the kernel would otherwise think later. */
    private static void removeNamespace(String name) {
        Tool pids = Tool.run(COMMAND, Map.of(), List.of("ip", "netns", "pids", name));
        pids.output()
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.trim())).stream())
                .forEach(ProcessHandle::destroyForcibly);
        if (Files.exists(INTERFACES.resolve(name))) {
            run("ip", "link", "del", name);
        }
        run("ip", "netns", "del", name);
    }

    private static List<String> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made once a process, when it is first asked for. */
    private static final class Trial {

        static final Optional<String> RESULT = attempt();

        private Trial() {}

        private static Optional<String> attempt() {
            for (String command : List.of("ip", "nft")) {
                if (!Tool.installed(command)) {
                    return Optional.of("there is no `" + command + "` on the path");
                }
            }
            try (Namespaces trial = create(1)) {
                trial.filter(0, List.of(Links.share(trial.host(0), 50)));
                return Optional.empty();
            } catch (RuntimeException e) {
                return Optional.of("no network namespaces with a packet filter: " + e.getMessage());
            }
        }
    }
}
