package io.trivet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.http.HttpServer;
import io.trivet.server.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpStopTest {
    private static final int STOPS = 60;
    private static final int CLIENTS = 8;
    private static final String HALF_A_PUT =
            "PUT /v1/kv/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\nab";

    @TempDir
    private Path folder;

    @Test
    void when_listenerStopsWhileRequestsCome_then_theyAreRefusedOrCutOff() throws Exception {
        Set<Integer> answers = new ConcurrentSkipListSet<>();
        for (int i = 0; i < STOPS; i++) {
            int port = TestNode.freePort();
            HttpServer server = HttpServer.start(config(port), new Metrics(), Runnable::run);
            List<Thread> clients = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                Thread client = new Thread(() -> ask(port, answers));
                client.start();
                clients.add(client);
            }
            Thread.sleep(i % 10);
            server.stop();
            for (Thread client : clients) {
                client.join();
            }
        }
        assertEquals(Set.of(503), answers);
    }

    /** Asks on one connection until it ends. The answer comes before the rest of the body is sent. */
    private static void ask(int port, Set<Integer> answers) {
        try (RawHttp http = new RawHttp(port)) {
            while (true) {
                http.send(HALF_A_PUT);
                answers.add(http.read().status());
                http.send("cd");
            }
        } catch (IOException e) {
            return; // the end of the connection
        }
    }

    private NodeConfig config(int port) throws Exception {
        String address = "127.0.0.1:" + port;
        return ConfigLoader.load(
                null,
                List.of("http.listen=" + address, "data_dir=" + folder.resolve("data"), "members[0].http=" + address));
    }
}
