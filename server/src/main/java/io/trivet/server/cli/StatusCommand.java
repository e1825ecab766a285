package io.trivet.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.server.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trivet status}: a cluster's state as a table, from the first node that answers. */
@Command(
        name = "status",
        description = "Shows the state of a cluster as a table.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class)
final class StatusCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String ROW = "%-12s %-12s %-22s %-22s %10s %10s %8s  %s%n";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "a node to ask, for example http://127.0.0.1:8001; may be given more than once")
    private List<String> endpoints = List.of("http://127.0.0.1:8080");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        for (String endpoint : endpoints) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/v1/cluster"))
                        .timeout(TIMEOUT)
                        .build();
                print(
                        out,
                        endpoint,
                        new ObjectMapper()
                                .readTree(client.send(request, BodyHandlers.ofString())
                                        .body()));
                return ExitCode.OK.code();
            } catch (IOException | IllegalArgumentException e) {
                spec.commandLine().getErr().println("trivet: " + endpoint + " does not answer: " + e);
            }
        }
        return ExitCode.INTERNAL.code();
    }

    private static void print(PrintWriter out, String endpoint, JsonNode cluster) {
        String leader = cluster.path("leader").asText("none");
        out.printf(
                "cluster %s   leader %s   term %s   revision %s   (as told by %s)%n%n",
                cluster.path("cluster_id").asText(),
                cluster.path("leader").isNull() ? "none" : leader,
                cluster.path("term").asText(),
                cluster.path("revision").asText(),
                endpoint);
        out.printf(ROW, "NODE", "ROLE", "HTTP", "RAFT", "APPLIED", "COMMITTED", "LAG", "VERSION");
        for (JsonNode member : cluster.path("members")) {
            out.printf(
                    ROW,
                    member.path("id").asText(),
                    member.path("role").asText(),
                    member.path("http").asText(),
                    member.path("raft").asText(),
                    orDash(member.path("applied_index")),
                    orDash(member.path("committed_index")),
                    orDash(member.path("lag")),
                    orDash(member.path("version")));
        }
        out.flush();
    }

    private static String orDash(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "-" : value.asText();
    }
}
