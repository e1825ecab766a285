package io.trivet.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivet.server.ExitCode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trivet status}: a cluster's state as a table, from the first node that answers. */
@Command(
        name = "status",
        description = "Shows the state of a cluster as a table.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class)
final class StatusCommand implements Callable<Integer> {
    private static final String ROW = "%-12s %-12s %-22s %-22s %10s %10s %8s  %s%n";

    @Mixin
    private final Endpoints endpoints = new Endpoints();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws ClusterException, InterruptedException {
        ClusterClient.Answer answer = new ClusterClient(endpoints.all()).cluster();
        print(spec.commandLine().getOut(), answer.endpoint(), answer.body());
        return ExitCode.OK.code();
    }

    private static void print(PrintWriter out, URI endpoint, JsonNode cluster) {
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
