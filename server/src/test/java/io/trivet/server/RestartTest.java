package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.RawHttp.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that stops and starts again in this process; kill -9 is for the tests with processes of their own. */
class RestartTest {
    private static final String END = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    @TempDir
    private Path folder;

    /**
     * A leader without followers answers ReadIndex with the commit index it knows, which is 0 right after a start: the
     * first read came before the log was replayed and found an old value.
     */
    @Test
    void when_readComesRightAfterACrash_then_itSeesEveryAcknowledgedWrite() throws Exception {
        try (TestNode node = new TestNode(folder)) {
            node.awaitReady();
            for (int round = 0; round < 3; round++) {
                String value = "round " + round;
                for (int i = 0; i < 1_000; i++) {
                    assertTrue(put(node, "filler" + i, value).status() < 300);
                }
                assertTrue(put(node, "k", value).status() < 300);
                node.crashAndRestart();
                Answer answer = get(node, "/v1/kv/k?timeout=20s");
                while (answer.status() == 503) {
                    answer = get(node, "/v1/kv/k?timeout=20s");
                }
                assertEquals(value, answer.text());
            }
        }
    }

    @Test
    void when_nodeRestarts_then_revisionsGoOn() throws Exception {
        try (TestNode node = new TestNode(folder)) {
            node.awaitReady();
            assertEquals("1", put(node, "k", "one").header("Kv-Revision"));
            node.restart();
            node.awaitReady();
            assertEquals("1", get(node, "/v1/kv/k").header("Kv-Revision"));
            assertEquals("2", put(node, "k", "two").header("Kv-Revision"));
            node.restart();
            node.awaitReady();
            assertEquals("one", get(node, "/v1/kv/k?revision=1").text());
        }
    }

    @Test
    void when_nodeHasTakenSnapshots_then_restartKeepsEverything() throws Exception {
        try (TestNode node = new TestNode(folder, "raft.snapshot_log_entries=1000")) {
            node.awaitReady();
            int writes = 2_500;
            for (int i = 0; i < writes; i++) {
                put(node, "k" + i % 100, "value " + i);
            }
            Path snapshots = node.config().dataDir().resolve("raft/snapshot");
            awaitSnapshot(snapshots);
            node.restart();
            node.awaitReady();
            assertEquals(String.valueOf(writes), get(node, "/v1/kv/k0").header("Kv-Revision"));
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        "value " + (writes - 100 + i), get(node, "/v1/kv/k" + i).text());
            }
        }
    }

    @Test
    void when_onlyOneKeyIsOverwritten_then_thePastIsCompacted() throws Exception {
        try (TestNode node = new TestNode(folder, "retention.revisions=100", "retention.interval=50ms")) {
            node.awaitReady();
            for (int i = 0; i < 500; i++) {
                put(node, "k", "value " + i);
            }
            Answer past = get(node, "/v1/kv/k?revision=10");
            long end = System.nanoTime() + 20_000_000_000L;
            while (past.status() != 410) {
                assertTrue(System.nanoTime() < end, "revision 10 of 500 is readable, though 100 are kept");
                past = get(node, "/v1/kv/k?revision=10");
            }
            assertTrue(past.text().contains("\"code\":\"compacted\""), past.text());
            assertEquals("value 449", get(node, "/v1/kv/k?revision=450").text());
            assertEquals("value 499", get(node, "/v1/kv/k").text());
        }
    }

    @Test
    void when_nodeStops_then_requestsUnderWayAreAnsweredAndNewOnesRefused() throws Exception {
        TestNode node = new TestNode(folder);
        node.awaitReady();
        try (RawHttp waiting = new RawHttp(node.port())) {
            waiting.send("GET /v1/kv/k?consistency=stale&timeout=1s" + END + "Kv-Min-Revision: 5\r\n\r\n");
            awaitInFlight(node, 2); // it, and who asks
            Thread stop = new Thread(node::close);
            stop.start();
            assertEquals(504, waiting.read().status(), "answered, not cut off");
            stop.join(10_000);
            assertTrue(!stop.isAlive(), "the node has not stopped within 10 s");
        }
    }

    private static void awaitInFlight(TestNode node, int requests) throws Exception {
        String awaited = "\ntrivet_http_requests_in_flight " + requests + ".0\n";
        long end = System.nanoTime() + 10_000_000_000L;
        while (!get(node, "/metrics").text().contains(awaited)) {
            assertTrue(System.nanoTime() < end, () -> "not after 10 s:" + awaited);
        }
    }

    @Test
    void when_folderIsInUse_then_secondNodeIsRefused() throws Exception {
        try (TestNode node = new TestNode(folder)) {
            StartupException refused =
                    assertThrows(StartupException.class, () -> Node.start(node.config(), (m, c) -> {}));
            assertEquals(ExitCode.DATA_FOLDER, refused.exitCode());
            assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
        }
    }

    @Test
    void when_folderIsAnothersOrNewerOrLostItsLog_then_nodeIsRefused() throws Exception {
        TestNode node = new TestNode(folder);
        node.awaitReady();
        put(node, "k", "v");
        node.close();
        Path identity = node.config().dataDir().resolve("node.json");
        String own = Files.readString(identity);

        assertRefused(node, identity, own.replace("solo", "node7"), "belongs to node node7");
        assertRefused(node, identity, own.replace("\"test\"", "\"other\""), "belongs to cluster other");
        assertRefused(node, identity, own.replaceAll("\"format\" : [0-9]+", "\"format\" : 99"), "newer version");
        Files.writeString(identity, own);
        Files.writeString(identity, own.substring(0, own.length() / 2));
        assertRefused(node, ExitCode.DATA_FOLDER, "is damaged");
        Files.writeString(identity, own);

        Path raft = node.config().dataDir().resolve("raft");
        Path vote = raft.resolve("meta/raft_meta");
        byte[] content = Files.readAllBytes(vote);
        Files.delete(vote);
        assertRefused(node, ExitCode.STORAGE, "forgotten its vote");
        Files.createDirectories(vote.getParent());
        Files.write(vote, content);
        TestNode.deleteTree(raft.resolve("log"));
        assertRefused(node, ExitCode.DATA_FOLDER, "lost its raft log");
        Files.createDirectories(raft.resolve("log"));
        assertRefused(node, ExitCode.DATA_FOLDER, "lost its raft log");
        Files.delete(vote);
        assertRefused(node, ExitCode.STORAGE, "lost entries");
        TestNode.deleteTree(raft);
        assertRefused(node, ExitCode.DATA_FOLDER, "lost its raft log");
    }

    @Test
    void when_voteIsDamaged_then_nodeIsRefused() throws Exception {
        TestNode node = new TestNode(folder);
        node.awaitReady();
        put(node, "k", "v");
        node.close();
        Files.write(node.config().dataDir().resolve("raft/meta/raft_meta"), new byte[] {1, 2, 3});
        assertRefused(node, ExitCode.STORAGE, "Raft cannot start");
    }

    /** A node whose store cannot be read ends itself; it neither guesses nor goes on with errors. */
    @Test
    void when_storeIsDamaged_then_nodeEndsAndNeverServesOtherBytes() throws Exception {
        TestNode node = new TestNode(folder);
        node.awaitReady();
        for (int i = 0; i < 500; i++) {
            put(node, "k" + i, ("value " + i + " ").repeat(20));
        }
        node.close();
        try (Stream<Path> files = Files.list(node.config().dataDir().resolve("store"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = bytes.length / 5; i < bytes.length / 5 + 16; i++) {
                    bytes[i] ^= 0x5A;
                }
                Files.write(file, bytes);
            }
        }
        try {
            node.start();
        } catch (StartupException e) {
            assertEquals(ExitCode.STORAGE, e.exitCode());
            return;
        }
        long end = System.nanoTime() + 20_000_000_000L;
        for (int i = 0; node.fatal() == null; i = (i + 1) % 500) {
            assertTrue(System.nanoTime() < end, "the damage was not noticed");
            Answer answer = get(node, "/v1/kv/k" + i);
            assertTrue(
                    answer.status() != 200 || answer.text().equals(("value " + i + " ").repeat(20)), answer.toString());
        }
        assertTrue(node.fatal().contains("cannot be read"), node.fatal());
        node.abandon();
    }

    private static void assertRefused(TestNode node, ExitCode code, String why) {
        StartupException refused = assertThrows(StartupException.class, node::start);
        assertEquals(code, refused.exitCode(), refused.getMessage());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void when_portIsTaken_then_nodeSaysWhich() throws Exception {
        try (TestNode node = new TestNode(folder.resolve("a"))) {
            int port = node.config().self().raft().port();
            TestNode second = new TestNode(folder.resolve("b"));
            second.close();
            StartupException http = assertThrows(
                    StartupException.class,
                    () -> new TestNode(folder.resolve("c"), "members[0].http=127.0.0.1:" + node.port()));
            assertEquals(ExitCode.ADDRESS, http.exitCode());
            assertTrue(http.getMessage().contains("http address 127.0.0.1:" + node.port()), http.getMessage());
            StartupException raft = assertThrows(
                    StartupException.class,
                    () -> new TestNode(folder.resolve("d"), "members[0].raft=127.0.0.1:" + port));
            assertEquals(ExitCode.ADDRESS, raft.exitCode());
            assertTrue(raft.getMessage().contains("raft address 127.0.0.1:" + port), raft.getMessage());
        }
    }

    private static void assertRefused(TestNode node, Path identity, String content, String why) throws Exception {
        Files.writeString(identity, content);
        assertRefused(node, ExitCode.DATA_FOLDER, why);
    }

    private static void awaitSnapshot(Path folder) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.anyMatch(file -> file.getFileName().toString().startsWith("snapshot_"))) {
                    return;
                }
            }
            assertTrue(System.nanoTime() < end, "no snapshot within 20 s");
            Thread.sleep(10);
        }
    }

    private static Answer put(TestNode node, String key, String value) throws Exception {
        return RawHttp.exchange(
                node.port(),
                "PUT /v1/kv/" + key + "?timeout=20s" + END + "Content-Length: " + value.length() + "\r\n\r\n" + value);
    }

    private static Answer get(TestNode node, String path) throws Exception {
        return RawHttp.exchange(node.port(), "GET " + path + END + "\r\n");
    }
}
