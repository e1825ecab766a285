package io.trivet.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a cluster through the first of some nodes that answers. Blocks; a node has three seconds to take the connection and
 * fifteen to answer.
 */
final class ClusterClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration ELECTION = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final List<URI> endpoints;

    /** What a node answered, and which. */
    record Answer(URI endpoint, int status, JsonNode body) {
        /** What the node says of it, for people. */
        String detail() {
            return body.path("detail").asText("status " + status);
        }
    }

    ClusterClient(List<URI> endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * The state of the cluster: {@code GET /v1/cluster}.
     *
     * @throws ClusterException when no node tells
     */
    Answer cluster() throws ClusterException, InterruptedException {
        Answer answer = ask("GET", "/v1/cluster", null);
        if (answer.status() != OK) {
            throw new ClusterException(answer.endpoint() + " cannot tell: " + answer.detail());
        }
        return answer;
    }

    /**
     * Asks for a change. While the cluster certainly does not take it, because it has no leader just now, it is asked
     * again for half a minute.
     *
     * @throws ClusterException when no node answers
     */
    Answer change(String method, String path, @Nullable String body) throws ClusterException, InterruptedException {
        long end = System.nanoTime() + ELECTION.toNanos();
        while (true) {
            Answer answer = ask(method, path, body);
            if (answer.status() != UNAVAILABLE || System.nanoTime() > end) {
                return answer;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private Answer ask(String method, String path, @Nullable String body)
            throws ClusterException, InterruptedException {
        List<String> silent = new ArrayList<>();
        Answer unavailable = null;
        for (URI endpoint : endpoints) {
            try {
                HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path))
                        .timeout(ANSWER)
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build();
                HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
                Answer answer =
                        new Answer(endpoint, response.statusCode(), new ObjectMapper().readTree(response.body()));
                if (answer.status() != UNAVAILABLE) {
                    return answer;
                }
                unavailable = answer; // nothing was done, for example by a node that is starting: the next may be asked
            } catch (ConnectException | HttpConnectTimeoutException e) {
                silent.add(endpoint.toString()); // nothing was sent: the next may be asked
            } catch (IOException e) {
                if (!method.equals("GET")) {
                    throw new ClusterException(endpoint + " was asked and did not answer, so it may have happened: "
                            + e.getMessage() + "; look with bin/trivet member list");
                }
                silent.add(endpoint.toString());
            }
        }
        if (unavailable != null) {
            return unavailable;
        }
        throw new ClusterException("no node answers at " + String.join(", ", silent));
    }
}
