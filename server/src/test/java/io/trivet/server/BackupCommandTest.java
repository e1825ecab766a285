package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.server.cli.Main;
import io.trivet.statemachine.BackupFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trivet snapshot} and {@code trivet restore} as an operator runs them, against a node of its own. */
class BackupCommandTest {
    private static final String END = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    /** What a command ended with and printed. */
    private record Run(int code, String out, String err) {}

    @TempDir
    private Path folder;

    @Test
    void when_backupIsSavedAndRestored_then_theNewClusterGoesOnAboveIt() throws Exception {
        Path file = folder.resolve("saved");
        try (TestNode node = new TestNode(folder.resolve("old"))) {
            node.awaitReady();
            put(node, "k", "one");
            put(node, "k", "two");
            put(node, "other", "three");
            Run save = save(node, file);
            assertEquals(0, save.code, save.err);
            assertTrue(save.out.contains("revision 3, 2 keys"), save.out);
            assertTrue(save.err.contains("written ") && save.err.contains("/s, "), save.err);
            put(node, "k", "after the backup");
        }
        assertFalse(Files.exists(folder.resolve("saved.part")));
        TestNode restored = new TestNode(folder.resolve("new"));
        restored.close();
        Run refused = restore(restored, file);
        assertEquals(ExitCode.DATA_FOLDER.code(), refused.code, refused.err);
        assertOneSentence(refused);
        Run done = restore(restored, file, "--move-aside", "--bump-revision", "500");
        assertEquals(0, done.code, done.err);
        restored.start();
        restored.awaitReady();
        RawHttp.Answer got = get(restored, "/v1/kv/k");
        assertEquals("two", got.text());
        assertEquals("\"2\"", got.header("ETag"));
        assertEquals("503", got.header("Kv-Revision"));
        assertEquals(410, get(restored, "/v1/kv/k?revision=1").status());
        assertEquals("504", put(restored, "k", "three").header("Kv-Revision"));
        restored.close();
        assertEquals(
                1,
                names(folder.resolve("new"))
                        .filter(name -> name.startsWith("data.aside-"))
                        .count());
    }

    private static void awaitAnotherSnapshot(TestNode node) throws Exception {
        Path snapshots = node.config().dataDir().resolve("raft").resolve("snapshot");
        List<String> before = snapshots(snapshots);
        long end = System.nanoTime() + 30_000_000_000L;
        while (snapshots(snapshots).isEmpty() || snapshots(snapshots).equals(before)) {
            assertTrue(System.nanoTime() < end, "no snapshot in 30 s");
            Thread.sleep(10);
        }
    }

    private static List<String> snapshots(Path folder) throws IOException {
        return names(folder).filter(name -> name.startsWith("snapshot_")).toList();
    }

    @Test
    void when_fileExists_then_onlyForceReplacesIt() throws Exception {
        Path file = Files.writeString(folder.resolve("saved"), "precious");
        try (TestNode node = new TestNode(folder.resolve("node"))) {
            node.awaitReady();
            Run refused = save(node, file);
            assertEquals(ExitCode.CONFIGURATION.code(), refused.code);
            assertOneSentence(refused);
            assertEquals("precious", Files.readString(file));
            assertEquals(0, save(node, file, "--force").code);
            BackupFile.verify(file, bytes -> {});
        }
    }

    @Test
    void when_noNodeAnswers_then_eachIsNamedAndNothingIsLeft() throws Exception {
        Path file = Files.writeString(folder.resolve("saved"), "precious");
        String nobody = "http://127.0.0.1:" + TestNode.freePort();
        Run failed = run("snapshot", "save", file.toString(), "--force", "--endpoint", nobody, "--endpoint", nobody);
        assertEquals(ExitCode.CLUSTER.code(), failed.code);
        assertEquals(2, failed.err.lines().filter(line -> line.contains(nobody)).count(), failed.err);
        assertEquals("precious", Files.readString(file));
        assertEquals(1, names(folder).count());
    }

    /** One that ends early, one that says nothing, one that sends something else: the next one is asked. */
    @Test
    void when_nodesFailOnTheWay_then_theNextIsAsked() throws Exception {
        Path file = folder.resolve("saved");
        String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
        try (TestNode node = new TestNode(folder.resolve("node"));
                Answering early = new Answering(head + "1000\r\n\r\ntrivet-backup 1\n");
                Answering silent = new Answering("");
                Answering other = new Answering(head + "5\r\n\r\nhello")) {
            node.awaitReady();
            Run saved = run(
                    "snapshot",
                    "save",
                    file.toString(),
                    "--patience",
                    "1",
                    "--endpoint",
                    early.url(),
                    "--endpoint",
                    silent.url(),
                    "--endpoint",
                    other.url(),
                    "--endpoint",
                    node.uri("").toString());
            assertEquals(0, saved.code, saved.err);
            assertEquals(
                    3,
                    saved.err
                            .lines()
                            .filter(line -> line.contains("asking the next node"))
                            .count(),
                    saved.err);
            BackupFile.verify(file, bytes -> {});
        }
    }

    @Test
    void when_targetCannotBeWritten_then_itIsOneSentence() throws Exception {
        try (TestNode node = new TestNode(folder.resolve("node"))) {
            Run failed = save(node, folder.resolve("no such folder/saved"));
            assertEquals(ExitCode.STORAGE.code(), failed.code);
            assertOneSentence(failed);
            assertTrue(failed.err.contains("no such file or folder"), failed.err);
        }
    }

    /**
     * A node's store lags its log by all that was not flushed yet; what was acknowledged may be in the log alone. The log is
     * cut behind the snapshot before the last.
     */
    @Test
    void when_nodeWasKilled_then_aBackupOfItsFolderHoldsEveryAcknowledgedWrite() throws Exception {
        Path file = folder.resolve("saved");
        Path image;
        try (TestNode node = new TestNode(folder.resolve("node"), "raft.snapshot_log_entries=40")) {
            node.awaitReady();
            for (int i = 0; i < 100; i++) {
                put(node, "k" + i, "value");
                if (i % 45 == 44) {
                    awaitAnotherSnapshot(node);
                }
            }
            Run refused = run(
                    "snapshot",
                    "save",
                    file.toString(),
                    "--data-dir",
                    node.config().dataDir().toString());
            assertEquals(ExitCode.DATA_FOLDER.code(), refused.code, refused.err);
            assertOneSentence(refused);
            image = node.crashImage();
        }
        Files.delete(image.resolve("LOCK")); // a folder that is only read has nothing made in it
        Map<String, String> before = content(image);
        Run saved = run("snapshot", "save", file.toString(), "--data-dir", image.toString());
        assertEquals(0, saved.code, saved.err);
        assertEquals(before, content(image));
        assertEquals(2, names(folder).count());
        BackupFile backup = BackupFile.verify(file, bytes -> {});
        assertEquals(100, backup.manifest().revision());
        assertEquals(100, backup.manifest().keys());
        assertEquals(0, run("snapshot", "verify", file.toString()).code);
    }

    @Test
    void when_logIsGone_then_noBackupIsMadeOfTheFolder() throws Exception {
        Path file = folder.resolve("saved");
        try (TestNode node = new TestNode(folder.resolve("node"))) {
            node.awaitReady();
            put(node, "k", "value");
            Path image = node.crashImage();
            TestNode.deleteTree(image.resolve("raft/log"));
            Run failed = run("snapshot", "save", file.toString(), "--data-dir", image.toString());
            assertEquals(ExitCode.DATA_FOLDER.code(), failed.code, failed.err);
            assertOneSentence(failed);
            assertEquals(1, names(folder).count());
        }
    }

    @Test
    void when_folderIsNoNodes_then_itIsRefused() throws Exception {
        Run failed = run("snapshot", "save", folder.resolve("saved").toString(), "--data-dir", folder.toString());
        assertEquals(ExitCode.DATA_FOLDER.code(), failed.code);
        assertOneSentence(failed);
        assertEquals(0, names(folder).count());
    }

    @Test
    void when_backupIsInspectedOrVerified_then_bothTellTheSame() throws Exception {
        Path file = folder.resolve("saved");
        try (TestNode node = new TestNode(folder.resolve("node"))) {
            node.awaitReady();
            put(node, "k", "one");
            put(node, "k", "two");
            awaitMembersAreWritten(node);
            assertEquals(0, save(node, file).code);
        }
        JsonNode inspected = new ObjectMapper().readTree(run("snapshot", "inspect", file.toString(), "--json").out);
        JsonNode verified = new ObjectMapper().readTree(run("snapshot", "verify", file.toString(), "--json").out);
        Path offline = folder.resolve("offline");
        assertEquals(
                0,
                run(
                                "snapshot",
                                "save",
                                offline.toString(),
                                "--data-dir",
                                folder.resolve("node/data").toString())
                        .code);
        JsonNode other = new ObjectMapper().readTree(run("snapshot", "verify", offline.toString(), "--json").out);
        assertFalse(inspected.get("verified").booleanValue());
        assertTrue(verified.get("verified").booleanValue());
        assertEquals(64, verified.get("content_sha256").textValue().length());
        assertEquals(verified.get("content_sha256"), other.get("content_sha256"));
        assertEquals(1, verified.get("superseded").intValue());
        assertEquals(2, verified.get("changes").intValue());
        for (JsonNode one : new JsonNode[] {inspected, verified}) {
            assertEquals("test", one.get("cluster_id").textValue());
            assertEquals(2, one.get("revision").longValue());
            assertEquals(1, one.get("keys").longValue());
            assertEquals(Files.size(file), one.get("bytes").longValue());
            assertEquals(64, one.get("sha256").textValue().length());
            assertTrue(one.get("parts").size() > 0);
        }
        String text = run("snapshot", "inspect", file.toString()).out;
        assertTrue(text.contains("revision             2"), text);
        assertEquals(3, names(folder).count(), "verify leaves nothing behind");
    }

    @Test
    void when_fileIsDamaged_then_itIsNeitherVerifiedNorRestored() throws Exception {
        Path file = folder.resolve("saved");
        TestNode node = new TestNode(folder.resolve("node"));
        node.awaitReady();
        put(node, "k", "value");
        assertEquals(0, save(node, file).code);
        node.close();
        byte[] whole = Files.readAllBytes(file);
        Map<String, String> before = content(node.config().dataDir());
        byte[] flipped = whole.clone();
        flipped[whole.length - 1000] ^= 4;
        for (byte[] damaged :
                new byte[][] {flipped, Arrays.copyOf(whole, whole.length - 1), "hello".getBytes(StandardCharsets.UTF_8)
                }) {
            Files.write(file, damaged);
            Run verify = run("snapshot", "verify", file.toString());
            assertEquals(ExitCode.BACKUP.code(), verify.code);
            assertOneSentence(verify);
            Run restore = restore(node, file, "--move-aside");
            assertEquals(ExitCode.BACKUP.code(), restore.code);
            assertOneSentence(restore);
        }
        assertEquals(
                ExitCode.BACKUP.code(),
                run("snapshot", "inspect", folder.resolve("nothing").toString()).code);
        assertEquals(before, content(node.config().dataDir()));
    }

    @Test
    void when_commandLineIsWrong_then_itIsExitCode2() throws Exception {
        assertEquals(2, run("snapshot").code);
        assertEquals(2, run("snapshot", "save").code);
        assertEquals(2, run("snapshot", "save", "x", "--endpoint", "127.0.0.1").code);
        assertEquals(2, run("snapshot", "save", "x", "--endpoint", "http://a", "--data-dir", "b").code);
        assertEquals(2, run("restore", "x").code);
        assertEquals(
                2, run("restore", "x", "--config", folder.resolve("nothing").toString()).code);
        TestNode node = new TestNode(folder.resolve("node"));
        node.close();
        assertEquals(2, restore(node, folder, "--bump-revision", "-1").code);
        for (String[] help : new String[][] {
            {"snapshot", "--help"},
            {"snapshot", "save", "--help"},
            {"snapshot", "inspect", "--help"},
            {"snapshot", "verify", "--help"},
            {"restore", "--help"}
        }) {
            assertEquals(0, run(help).code);
        }
    }

    private static Run save(TestNode node, Path file, String... more) {
        return run(with(
                more,
                "snapshot",
                "save",
                file.toString(),
                "--endpoint",
                node.uri("").toString()));
    }

    private static Run restore(TestNode node, Path file, String... more) {
        return run(with(
                more, "restore", file.toString(), "--config", node.configFile().toString()));
    }

    private static String[] with(String[] more, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private static void assertOneSentence(Run failed) {
        assertEquals(
                1,
                failed.err.lines().filter(line -> line.startsWith("trivet: ")).count(),
                failed.err);
        assertFalse(failed.err.contains("Exception") || failed.err.contains("\tat "), failed.err);
    }

    private static Stream<String> names(Path of) throws IOException {
        try (Stream<Path> entries = Files.list(of)) {
            return entries.map(path -> path.getFileName().toString()).toList().stream();
        }
    }

    /** Every file below a folder, with its bytes. */
    private static Map<String, String> content(Path root) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                content.put(
                        root.relativize(path).toString(),
                        new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }

    private static RawHttp.Answer put(TestNode node, String key, String value) throws IOException {
        RawHttp.Answer answer = RawHttp.exchange(
                node.port(), "PUT /v1/kv/" + key + END + "Content-Length: " + value.length() + "\r\n\r\n" + value);
        assertTrue(answer.status() == 201 || answer.status() == 204, answer.text());
        return answer;
    }

    /** A new cluster writes its members into its log a moment after it has begun to serve. */
    private static void awaitMembersAreWritten(TestNode node) throws Exception {
        String body = "{\"id\":\"solo\",\"raft\":\"127.0.0.1:1\",\"http\":\"127.0.0.1:2\"}";
        String add = "POST /v1/cluster/members" + END + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        long end = System.nanoTime() + 30_000_000_000L;
        while (!RawHttp.exchange(node.port(), add).text().contains("member_exists")) {
            assertTrue(System.nanoTime() < end, "the members were not written in 30 s");
            Thread.sleep(10);
        }
    }

    private static RawHttp.Answer get(TestNode node, String path) throws IOException {
        return RawHttp.exchange(node.port(), "GET " + path + END + "\r\n");
    }

    /** A server that answers one request with these bytes and, if there were any, closes the connection. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final String answer;

        Answering(String answer) throws IOException {
            this.answer = answer;
            CompletableFuture.runAsync(this::serve);
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        private void serve() {
            try (Socket client = server.accept()) {
                client.getInputStream().read(new byte[1024]);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (answer.isEmpty()) {
                    client.getInputStream().read(); // until the client goes away
                }
            } catch (IOException e) {
                return; // the test is over
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
