package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.server.RawHttp.Answer;
import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.raft.FatalErrorHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may take part: forming a cluster, joining it, leaving it, and coming back without one's data. */
class MembershipTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    @TempDir
    private Path folder;

    private final Map<String, Address> addresses = new TreeMap<>();
    private final Deque<Integer> ports = new ArrayDeque<>(TestNode.freePorts(20));
    private final Map<String, Started> nodes = new TreeMap<>();

    private record Address(int raft, int http) {}

    /** A node that is starting or runs, and why it would have ended its process. */
    private record Started(CompletableFuture<Node> node, CompletableFuture<String> removed, Thread thread) {}

    @AfterEach
    void stopAll() throws Exception {
        for (String id : List.copyOf(nodes.keySet())) {
            stop(id);
        }
    }

    @Test
    void when_allMembersAreThere_then_theyFormTheCluster() throws Exception {
        start("n1", "n1", "n2", "n3");
        start("n2", "n1", "n2", "n3");
        await(() -> readyz("n2").text().contains("waits for n3"));
        assertEquals(200, get("n1", "/livez").status());
        assertEquals(503, readyz("n1").status());
        Answer refused = put("n1", "early", "x");
        assertEquals(503, refused.status());
        assertTrue(refused.text().contains("not_applied"), refused::text);

        start("n3", "n1", "n2", "n3");
        awaitReady("n1", "n2", "n3");
        assertEquals(
                201, await(() -> put("n3", "k", "v"), MembershipTest::isDecided).status());
        assertEquals("v", get("n1", "/v1/kv/k").text());
    }

    @Test
    void when_membersAreListedDifferently_then_theyDoNotFormACluster() throws Exception {
        start("n1", "n1", "n2");
        start("n2", "n1", "n2", "n3");
        await(() -> readyz("n1").text().contains("lists other members"));
    }

    @Test
    void when_memberIsAdded_then_itBecomesAVoter_and_canBeRemovedAgain() throws Exception {
        startAll("n1", "n2", "n3");
        put("n1", "k", "before");
        start("n4", "n1", "n2", "n3", "n4");
        await(() -> readyz("n4").text().contains("waits to be added"));

        assertEquals(201, add("n2", "n4").status());
        awaitReady("n4");
        assertEquals("before", get("n4", "/v1/kv/k").text());
        await(() -> roles("n1").get("n4").equals("follower"));
        assertEquals(List.of("n1", "n2", "n3", "n4"), List.copyOf(roles("n4").keySet()));
        assertEquals("409 member_exists", told(add("n1", "n4")));

        assertEquals(204, remove("n3", "n4").status());
        assertTrue(removed("n4").contains("n4 was removed"));
        assertEquals("404 unknown_member", told(remove("n3", "n4")));
        assertEquals(List.of("n1", "n2", "n3"), List.copyOf(roles("n2").keySet()));
        stop("n4");
        assertTrue(refusal("n4", "n1", "n2", "n3", "n4").contains("was removed from cluster"));
    }

    /** With the leader it is a majority of three, and not of four; see {@code ReadQuestions}. */
    @Test
    void when_followerIsRead_then_itsQuestionConfirmsTheLeader_unlessThereAreFourVoters() throws Exception {
        startAll("n1", "n2", "n3");
        String leader = leader("n1");
        String follower = leader.equals("n1") ? "n2" : "n1";
        await(() -> isAnsweredAtOnce(leader, follower));

        start("n4", "n1", "n2", "n3", "n4");
        await(() -> readyz("n4").text().contains("waits to be added"));
        assertEquals(201, add("n1", "n4").status());
        await(() -> !isAnsweredAtOnce(leader, follower)); // from when n4 is about to be given its vote
        for (int i = 0; i < 10; i++) {
            assertFalse(isAnsweredAtOnce(leader, follower));
        }
        assertEquals(204, remove("n1", "n4").status());
        await(() -> isAnsweredAtOnce(leader, follower));
    }

    /** A write and a read, through another node: it sees the write, whatever the leader does to tell it so. */
    private boolean isAnsweredAtOnce(String leader, String follower) throws Exception {
        String answered = "trivet_read_questions_total{took=\"none\"} ";
        String before = sample(leader, answered);
        String value = "v" + System.nanoTime();
        assertTrue(put(leader, "k", value).status() < 300);
        assertEquals(value, get(follower, "/v1/kv/k").text());
        return !sample(leader, answered).equals(before);
    }

    private String sample(String node, String name) throws Exception {
        return get(node, "/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void when_leaderIsRemoved_then_theOthersGoOn() throws Exception {
        startAll("n1", "n2", "n3");
        String leader = leader("n1");
        String other = leader.equals("n1") ? "n2" : "n1";
        put("n1", "k", "v");
        assertEquals(204, remove(leader, leader).status());
        removed(leader);
        await(() -> put(other, "k", "w").status() == 204);
        await(() -> get(other, "/v1/kv/k").text().equals("w"));
    }

    @Test
    void when_followerIsCutOffWhileItIsRemoved_then_itLearnsItLater() throws Exception {
        startAll("n1", "n2", "n3");
        String gone = leader("n1").equals("n3") ? "n2" : "n3";
        stop(gone);
        assertEquals(
                204,
                await(() -> remove("n1", gone), answer -> answer.status() == 204)
                        .status());
        start(gone, "n1", "n2", "n3");
        assertTrue(removed(gone).contains("was removed"));
    }

    @Test
    void when_quorumWouldBeLost_then_removalIsRefused() throws Exception {
        startAll("n1", "n2", "n3");
        String leader = leader("n1");
        String dead = leader.equals("n3") ? "n2" : "n3";
        String alive = List.of("n1", "n2", "n3").stream()
                .filter(id -> !id.equals(leader) && !id.equals(dead))
                .findFirst()
                .orElseThrow();
        stop(dead);
        assertEquals("409 quorum_at_risk", told(await(() -> remove(leader, alive), MembershipTest::isDecided)));
        assertEquals(3, roles(leader).size());
        assertEquals(
                204,
                await(() -> remove(leader, dead), MembershipTest::isDecided).status());
        stop(alive);
        assertTrue(put(leader, "k", "v").status() >= 500);
    }

    @Test
    void when_voterComesBackEmpty_then_itIsRefused_and_canBeReplaced() throws Exception {
        startAll("n1", "n2", "n3");
        put("n1", "k", "v");
        String lost = leader("n1").equals("n3") ? "n2" : "n3";
        stop(lost);
        TestNode.deleteTree(folder.resolve(lost));

        String refusal = refusal(lost, "n1", "n2", "n3");
        assertTrue(refusal.contains("bin/trivet member replace " + lost), refusal);

        assertEquals(
                204, await(() -> remove("n1", lost), MembershipTest::isDecided).status());
        assertEquals(
                201, await(() -> add("n1", lost), MembershipTest::isDecided).status());
        start(lost, "n1", "n2", "n3");
        awaitReady(lost);
        assertEquals("v", get(lost, "/v1/kv/k").text());
    }

    @Test
    void when_mostMembersComeBackEmpty_then_theyDoNotFormAnotherCluster() throws Exception {
        startAll("n1", "n2", "n3");
        put("n1", "k", "v");
        for (String id : List.of("n1", "n2", "n3")) {
            stop(id);
        }
        TestNode.deleteTree(folder.resolve("n1"));
        TestNode.deleteTree(folder.resolve("n2"));
        for (String id : List.of("n1", "n2", "n3")) {
            start(id, "n1", "n2", "n3");
        }
        await(() -> readyz("n1").text().contains("knows it as a member that has data"));
        await(() -> readyz("n2").text().contains("knows it as a member that has data"));
        assertEquals(503, get("n3", "/v1/kv/k?timeout=300ms").status());
    }

    @Test
    void when_changeIsUnderWay_then_anotherIsRefused() throws Exception {
        startAll("n1");
        address("n2");
        address("n3");
        assertEquals(201, add("n1", "n2").status());
        assertEquals("409 change_under_way", told(add("n1", "n3")));
        assertEquals("409 change_under_way", told(remove("n1", "n1")));
        assertEquals("unreachable", roles("n1").get("n2"));
        assertEquals(204, remove("n1", "n2").status());
        assertEquals("409 quorum_at_risk", told(remove("n1", "n1")));
        assertEquals(201, add("n1", "n3").status());
        start("n3", "n1", "n3");
        awaitReady("n3");
    }

    @Test
    void when_memberMakesNoSense_then_itIs400() throws Exception {
        startAll("n1");
        assertEquals("400 invalid_member", told(post("n1", "a b", "127.0.0.1:1", "127.0.0.1:2")));
        assertEquals("400 invalid_member", told(post("n1", "n2", "nowhere", "127.0.0.1:2")));
        assertEquals("400 invalid_member", told(post("n1", "n2", "0.0.0.0:1", "127.0.0.1:2")));
        assertEquals("400 invalid_member", told(post("n1", "n2", "127.0.0.1:1", "127.0.0.1:1")));
        assertEquals(
                "409 address_taken",
                told(post("n1", "n2", "127.0.0.1:" + address("n1").raft(), "127.0.0.1:2")));
    }

    // ------------------------------------------------------------------ nodes

    private Address address(String id) {
        return addresses.computeIfAbsent(id, any -> new Address(ports.remove(), ports.remove()));
    }

    private NodeConfig config(String id, String... members) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String member : members) {
            Address address = address(member);
            lines.add("  - {id: %s, raft: \"127.0.0.1:%d\", http: \"127.0.0.1:%d\"}"
                    .formatted(member, address.raft(), address.http()));
        }
        Path file = folder.resolve(id + ".yaml");
        Files.writeString(file, """
                node_id: %s
                cluster_id: test
                data_dir: %s
                members:
                %s
                raft:
                  election_timeout: 300ms
                  freshness_probe_interval: 100ms
                  transfer_timeout: 300ms
                """.formatted(id, folder.resolve(id), String.join("\n", lines)));
        return ConfigLoader.load(file, List.of());
    }

    private void startAll(String... members) throws Exception {
        for (String id : members) {
            start(id, members);
        }
        awaitReady(members);
        await(() -> add(members[0], members[0]).text().contains("member_exists"));
    }

    private void start(String id, String... members) throws Exception {
        NodeConfig config = config(id, members);
        CompletableFuture<Node> node = new CompletableFuture<>();
        CompletableFuture<String> removed = new CompletableFuture<>();
        FatalErrorHandler end = new FatalErrorHandler() {
            @Override
            public void halt(String message, @Nullable Throwable cause) {
                removed.completeExceptionally(new AssertionError(message, cause));
            }

            @Override
            public void removed(String message) {
                removed.complete(message);
            }
        };
        Thread thread = new Thread(() -> {
            try {
                node.complete(Node.start(config, end));
            } catch (StartupException | InterruptedException | RuntimeException e) {
                node.completeExceptionally(e);
            }
        });
        nodes.put(id, new Started(node, removed, thread));
        thread.start();
    }

    private void stop(String id) throws Exception {
        Started started = nodes.remove(id);
        started.thread().interrupt();
        started.thread().join();
        if (!started.node().isCompletedExceptionally()) {
            started.node().get().close();
        }
    }

    private String refusal(String id, String... members) throws Exception {
        start(id, members);
        CompletableFuture<Node> node = nodes.get(id).node();
        ExecutionException refused = assertThrows(ExecutionException.class, () -> node.get(30, TimeUnit.SECONDS));
        stop(id);
        return String.valueOf(refused.getCause().getMessage());
    }

    /** What the node says, whether it runs when it learns it or is just starting. */
    private String removed(String id) throws Exception {
        CompletableFuture<String> atStart = new CompletableFuture<>();
        nodes.get(id).node().whenComplete((node, failure) -> {
            if (failure instanceof StartupException e) {
                assertEquals(ExitCode.REMOVED, e.exitCode());
                atStart.complete(e.getMessage());
            }
        });
        return (String)
                CompletableFuture.anyOf(nodes.get(id).removed(), atStart).get(30, TimeUnit.SECONDS);
    }

    // ------------------------------------------------------------------ requests

    private Answer get(String node, String path) throws Exception {
        return RawHttp.exchange(address(node).http(), "GET " + path + END + "\r\n");
    }

    private Answer readyz(String node) throws Exception {
        return get(node, "/readyz");
    }

    private Answer put(String node, String key, String value) throws Exception {
        return RawHttp.exchange(
                address(node).http(),
                "PUT /v1/kv/" + key + END + "Content-Length: " + value.length() + "\r\n\r\n" + value);
    }

    private Answer add(String node, String id) throws Exception {
        Address added = address(id);
        return post(node, id, "127.0.0.1:" + added.raft(), "127.0.0.1:" + added.http());
    }

    private Answer post(String node, String id, String raft, String http) throws Exception {
        String body = "{\"id\":\"%s\",\"raft\":\"%s\",\"http\":\"%s\"}".formatted(id, raft, http);
        return RawHttp.exchange(
                address(node).http(),
                "POST /v1/cluster/members" + END + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private Answer remove(String node, String id) throws Exception {
        return RawHttp.exchange(address(node).http(), "DELETE /v1/cluster/members/" + id + END + "\r\n");
    }

    private Map<String, String> roles(String node) throws Exception {
        Map<String, String> roles = new TreeMap<>();
        for (JsonNode member : JSON.readTree(get(node, "/v1/cluster").body()).path("members")) {
            roles.put(member.path("id").asText(), member.path("role").asText());
        }
        return roles;
    }

    private String leader(String node) throws Exception {
        return await(
                () -> JSON.readTree(get(node, "/v1/cluster").body())
                        .path("leader")
                        .asText(""),
                leader -> !leader.isEmpty());
    }

    private static String told(Answer answer) throws Exception {
        return answer.status() + " " + JSON.readTree(answer.body()).path("code").asText();
    }

    /** Whether the cluster has said yes or no, and not that it has no leader just now. */
    private static boolean isDecided(Answer answer) {
        return answer.status() < 500;
    }

    private void awaitReady(String... ids) throws Exception {
        for (String id : ids) {
            await(() -> readyz(id).status() == 200);
        }
    }

    private static void await(Callable<Boolean> holds) throws Exception {
        await(holds, Boolean::booleanValue);
    }

    private static <T> T await(Callable<T> look, java.util.function.Predicate<T> enough) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            T found = null;
            try {
                found = look.call();
            } catch (java.io.IOException e) {
                // the node does not listen yet
            }
            if (found != null && enough.test(found)) {
                return found;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("still after 30 s: " + (found instanceof Answer a ? told(a) : found));
            }
            Thread.sleep(20);
        }
    }
}
