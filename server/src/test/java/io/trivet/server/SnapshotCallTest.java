package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.RawHttp.Answer;
import io.trivet.statemachine.BackupFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code GET /v1/snapshot}, with clients that behave and clients that do not. */
class SnapshotCallTest {
    private static final String GET = "GET /v1/snapshot HTTP/1.1\r\nHost: x\r\n\r\n";

    /** More than the sockets' buffers hold: a client that does not read stalls it. */
    private static final int LARGE_VALUES = 40;

    @TempDir
    private Path folder;

    private Path backup;

    @BeforeEach
    void whereCheckpointsAre() {
        backup = folder.resolve("data/backup");
    }

    @ParameterizedTest
    @EnumSource
    void when_backupIsTaken_then_itIsWholeAndLeavesNothingBehind(HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        try (TestNode node = new TestNode(folder)) {
            node.awaitReady();
            fill(node, 3);
            Path file = folder.resolve("file");
            HttpRequest request =
                    HttpRequest.newBuilder(node.uri("/v1/snapshot?timeout=5s")).build();
            HttpResponse<Path> answer = client.send(request, BodyHandlers.ofFile(file));
            assertEquals(200, answer.statusCode());
            assertEquals(version, answer.version());
            BackupFile verified = BackupFile.verify(file, bytes -> {});
            assertEquals(3, verified.manifest().keys());
            assertEquals("test", verified.manifest().clusterId());
            assertEquals("3", answer.headers().firstValue("Kv-Revision").orElseThrow());
            assertEquals(3, verified.manifest().revision());
            assertEquals(
                    Files.size(file),
                    answer.headers().firstValueAsLong("Content-Length").orElseThrow());
            assertEquals(
                    "application/octet-stream",
                    answer.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(
                    "attachment; filename=\"test-3.trivet\"",
                    answer.headers().firstValue("Content-Disposition").orElseThrow());
            await("the checkpoint is deleted", () -> !Files.exists(backup));
        }
    }

    @Test
    void when_oneBackupIsUnderWay_then_theNextIs429AndWritesGoOn() throws Exception {
        try (TestNode node = new TestNode(folder)) {
            node.awaitReady();
            fill(node, LARGE_VALUES);
            try (RawHttp first = new RawHttp(node.port())) {
                first.send(GET);
                assertEquals(200, first.status());
                Answer second = RawHttp.exchange(node.port(), GET);
                assertEquals(429, second.status());
                assertTrue(second.text().contains("\"code\":\"backup_running\""), second.text());
                assertEquals("1", second.header("Retry-After"));
                fill(node, 1);
            }
            awaitBackup(node);
        }
    }

    @Test
    void when_clientGoesAway_then_nothingIsLeftBehind() throws Exception {
        try (TestNode node = new TestNode(folder)) {
            node.awaitReady();
            fill(node, LARGE_VALUES);
            try (RawHttp client = new RawHttp(node.port())) {
                client.send(GET);
                assertEquals(200, client.status());
                assertTrue(Files.exists(backup));
            }
            await("the checkpoint is deleted", () -> !Files.exists(backup));
            awaitBackup(node);
        }
    }

    @Test
    void when_clientTakesNothing_then_itIsCutOff() throws Exception {
        try (TestNode node = new TestNode(folder, "http.idle_timeout=500ms")) {
            node.awaitReady();
            fill(node, LARGE_VALUES);
            try (Socket client = new Socket("127.0.0.1", node.port())) {
                client.getOutputStream().write(GET.getBytes(StandardCharsets.ISO_8859_1));
                await("the backup begins", () -> Files.exists(backup));
                await("the backup ends", () -> !Files.exists(backup));
                long received = 0;
                try (InputStream in = client.getInputStream()) {
                    received = in.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.toString());
                }
                assertTrue(received < LARGE_VALUES * 1_000_000L, received + " bytes came");
            }
            awaitBackup(node);
        }
    }

    @Test
    void when_http2ClientOpensNoWindow_then_itsStreamIsReset() throws Exception {
        try (TestNode node = new TestNode(folder, "http.idle_timeout=500ms")) {
            node.awaitReady();
            fill(node, 1);
            try (RawHttp2 client = new RawHttp2(node.port())) {
                client.get("/v1/snapshot");
                assertEquals(RawHttp2.INITIAL_WINDOW, client.awaitReset());
            }
            awaitBackup(node);
        }
    }

    @Test
    void when_nodeStops_then_theBackupIsCutOffAndNothingIsLeft() throws Exception {
        TestNode node = new TestNode(folder);
        node.awaitReady();
        fill(node, LARGE_VALUES);
        try (RawHttp client = new RawHttp(node.port())) {
            client.send(GET);
            assertEquals(200, client.status());
            node.close();
            assertFalse(Files.exists(backup));
            assertThrows(IOException.class, () -> client.skipFully(LARGE_VALUES * 1_048_576L));
        }
    }

    @Test
    void when_crashLeftACheckpoint_then_theStartRemovesIt() throws Exception {
        TestNode node = new TestNode(folder);
        node.close();
        Files.createDirectories(backup.resolve("checkpoint"));
        Files.writeString(backup.resolve("checkpoint/000001.sst"), "left over");
        node.start();
        assertFalse(Files.exists(backup));
        node.close();
    }

    @Test
    void when_checkpointCannotBeMade_then_itIs500AndTheNextOneWorks() throws Exception {
        try (TestNode node = new TestNode(folder)) {
            node.awaitReady();
            Files.writeString(backup, "in the way");
            Answer answer = RawHttp.exchange(node.port(), GET);
            assertEquals(500, answer.status());
            assertTrue(answer.text().contains("\"code\":\"backup_failed\""), answer.text());
            awaitBackup(node);
        }
    }

    @Test
    void when_requestIsWrong_then_itIsRefused() throws Exception {
        try (TestNode node = new TestNode(folder)) {
            Answer head = RawHttp.exchange(node.port(), GET.replace("GET", "HEAD"));
            assertEquals(405, head.status());
            assertEquals("GET", head.header("Allow"));
            assertEquals(400, RawHttp.status(node.port(), GET.replace("snapshot", "snapshot?consistency=stale")));
            assertEquals(400, RawHttp.status(node.port(), GET.replace("snapshot", "snapshot?timeout=0s")));
        }
    }

    /** Values that do not compress, of 1 MiB each. */
    private static void fill(TestNode node, int values) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        Random random = new Random(1);
        byte[] value = new byte[1 << 20];
        for (int i = 0; i < values; i++) {
            random.nextBytes(value);
            HttpRequest put = HttpRequest.newBuilder(node.uri("/v1/kv/k" + i + "?timeout=20s"))
                    .PUT(BodyPublishers.ofByteArray(value))
                    .build();
            int status = client.send(put, BodyHandlers.discarding()).statusCode();
            assertTrue(status == 201 || status == 204, "status " + status);
        }
    }

    /** Blocks until a backup can be taken, and takes it. */
    private void awaitBackup(TestNode node) throws Exception {
        Path file = folder.resolve("next");
        HttpRequest request = HttpRequest.newBuilder(node.uri("/v1/snapshot"))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        await(
                "another backup is taken",
                () -> HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofFile(file))
                                .statusCode()
                        == 200);
        BackupFile.verify(file, bytes -> {});
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, what + ": not within 30 s");
            Thread.sleep(5);
        }
    }
}
