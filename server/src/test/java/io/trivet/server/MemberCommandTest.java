package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.cli.Main;
import io.undertow.Undertow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code bin/trivet member} and {@code status} make of what nodes answer. The nodes are played. */
class MemberCommandTest {
    private static final String WITH_NODE2 = cluster("node1", "node2");
    private static final String WITHOUT_NODE2 = cluster("node1");

    private final List<Undertow> nodes = new ArrayList<>();

    private record Answer(int status, String body) {}

    private record Ended(int code, String out, String err) {}

    @AfterEach
    void stop() {
        nodes.forEach(Undertow::stop);
    }

    @Test
    void when_removalIsUnknownAndTheMemberIsGone_then_itIsRemoved() {
        String node = node(Map.of("DELETE", problem(504, "late"), "GET", new Answer(200, WITHOUT_NODE2)));
        Ended ended = run("member", "remove", "node2", "--endpoint", node);
        assertEquals(0, ended.code, ended.err);
        assertEquals("removed node2\n", ended.out);
    }

    @Test
    void when_removalIsUnknownAndTheMemberIsListed_then_nothingIsClaimed() {
        String node = node(Map.of("DELETE", problem(504, "late"), "GET", new Answer(200, WITH_NODE2)));
        Ended ended = run("member", "remove", "node2", "--endpoint", node);
        assertEquals(ExitCode.CLUSTER.code(), ended.code);
        assertEquals("", ended.out);
        assertEquals(
                "trivet: it is not known whether node2 is removed: late; look with bin/trivet member list\n",
                ended.err);
    }

    @Test
    void when_removalIsUnknownAndNobodyCanTell_then_nothingIsClaimed() {
        String node = node(Map.of("DELETE", problem(504, "late"), "GET", problem(503, "it is starting")));
        Ended ended = run("member", "remove", "node2", "--endpoint", node);
        assertEquals(ExitCode.CLUSTER.code(), ended.code);
        assertEquals("", ended.out);
        assertTrue(ended.err.contains("cannot tell: it is starting"), ended.err);
    }

    @Test
    void when_additionIsUnknownAndTheMemberIsListed_then_itIsAdded() {
        String node = node(Map.of("POST", problem(504, "late"), "GET", new Answer(200, WITH_NODE2)));
        Ended ended =
                run("member", "add", "node2", "--raft", "h:1", "--http", "h:2", "--wait", "0", "--endpoint", node);
        assertEquals(0, ended.code, ended.err);
        assertTrue(ended.out.startsWith("added node2"), ended.out);
    }

    @Test
    void when_clusterRefuses_then_itIsNoFailureOfTheProgram() {
        String node = node(Map.of("DELETE", problem(409, "too few would be left")));
        Ended ended = run("member", "remove", "node2", "--endpoint", node);
        assertEquals(ExitCode.CLUSTER.code(), ended.code);
        assertEquals("trivet: node2 is not removed: too few would be left\n", ended.err);
    }

    @Test
    void when_replacementStopsHalfWay_then_theMessageSaysHowToGoOn() {
        String cluster = "{\"members\":[{\"id\":\"node2\",\"raft\":\"h:1\",\"http\":\"h:2\"}]}";
        String node = node(Map.of(
                "GET", new Answer(200, cluster),
                "DELETE", new Answer(204, ""),
                "POST", problem(409, "another change came first")));
        Ended ended = run("member", "replace", "node2", "--endpoint", node);
        assertEquals(ExitCode.CLUSTER.code(), ended.code);
        assertEquals("removed node2\n", ended.out);
        assertEquals(
                "trivet: node2 is not added: another change came first; node2 is removed, go on with: bin/trivet member"
                        + " add node2 --raft h:1 --http h:2\n",
                ended.err);
    }

    @Test
    void when_firstNodeIsStarting_then_theNextIsAsked() {
        String first = node(Map.of("GET", problem(503, "it is starting")));
        String second = node(Map.of("GET", new Answer(200, WITH_NODE2)));
        for (String command : List.of("status", "member list")) {
            List<String> line = new ArrayList<>(List.of(command.split(" ")));
            line.addAll(List.of("--endpoint", first, "--endpoint", second));
            Ended ended = run(line.toArray(String[]::new));
            assertEquals(0, ended.code, ended.err);
            assertTrue(ended.out.contains("node2"), ended.out);
        }
    }

    @Test
    void when_nobodyAnswers_then_everyNodeIsNamed() {
        List<Integer> free = TestNode.freePorts(2);
        String one = "http://127.0.0.1:" + free.get(0);
        String two = "http://127.0.0.1:" + free.get(1);
        Ended ended = run("status", "--endpoint", one, "--endpoint", two);
        assertEquals(ExitCode.CLUSTER.code(), ended.code);
        assertEquals("trivet: no node answers at " + one + ", " + two + "\n", ended.err);
    }

    @Test
    void when_endpointIsNoUrl_then_theCommandLineIsWrong() {
        for (String command : List.of("status", "member list", "snapshot save /nowhere/file")) {
            List<String> line = new ArrayList<>(List.of(command.split(" ")));
            line.addAll(List.of("--endpoint", "127.0.0.1"));
            Ended ended = run(line.toArray(String[]::new));
            assertEquals(ExitCode.CONFIGURATION.code(), ended.code, ended.err);
            assertFalse(ended.err.contains("Exception"), ended.err);
        }
    }

    private static String cluster(String... ids) {
        Map<String, String> members = new HashMap<>();
        for (String id : ids) {
            members.put(id, "{\"id\":\"" + id + "\",\"role\":\"follower\"}");
        }
        return "{\"members\":[" + String.join(",", members.values()) + "]}";
    }

    private static Answer problem(int status, String detail) {
        return new Answer(status, "{\"detail\":\"" + detail + "\"}");
    }

    /** A node that gives each method one answer. */
    private String node(Map<String, Answer> answers) {
        Undertow node = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .addHttpListener(0, "127.0.0.1", exchange -> {
                    Answer answer = answers.get(exchange.getRequestMethod().toString());
                    exchange.setStatusCode(answer.status());
                    exchange.getResponseSender().send(answer.body());
                })
                .build();
        node.start();
        nodes.add(node);
        InetSocketAddress address =
                (InetSocketAddress) node.getListenerInfo().get(0).getAddress();
        return "http://127.0.0.1:" + address.getPort();
    }

    private static Ended run(String... line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err, true), line);
        return new Ended(code, out.toString(), err.toString());
    }
}
