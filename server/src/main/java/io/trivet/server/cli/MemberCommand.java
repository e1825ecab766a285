package io.trivet.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.server.ExitCode;
import io.trivet.server.cli.ClusterClient.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trivet member}: who is a member of the cluster, and changes of that. */
@Command(
        name = "member",
        description = "Lists, adds, removes and replaces members of a running cluster.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND")
final class MemberCommand implements Runnable {
    private static final String ROW = "%-16s %-12s %-22s %-22s %8s%n";
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
    }

    /** What every one of the commands needs. */
    static final class Common {
        @Option(
                names = "--endpoint",
                paramLabel = "URL",
                description =
                        "a node of the cluster; may be given more than once; by default http://127.0.0.1:8001 to 8003")
        private List<URI> endpoints = List.of(
                URI.create("http://127.0.0.1:8001"),
                URI.create("http://127.0.0.1:8002"),
                URI.create("http://127.0.0.1:8003"));

        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        ClusterClient client() {
            return new ClusterClient(endpoints);
        }

        void say(String line) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
        }

        int failed(String message) {
            spec.commandLine().getErr().println("trivet: " + message);
            return ExitCode.INTERNAL.code();
        }
    }

    static final class Waiting {
        @Option(
                names = "--wait",
                paramLabel = "SECONDS",
                defaultValue = "600",
                description = "how long to wait until the member has caught up and votes, 0 not to; by default 600")
        private int seconds;
    }

    @Command(name = "list", description = "Lists the members.", mixinStandardHelpOptions = true)
    int list(@CommandLine.Mixin Common common) throws InterruptedException {
        try {
            Answer answer = common.client().cluster();
            PrintWriter out = common.spec.commandLine().getOut();
            out.printf(ROW, "MEMBER", "ROLE", "RAFT", "HTTP", "LAG");
            for (JsonNode member : answer.body().path("members")) {
                out.printf(
                        ROW,
                        member.path("id").asText(),
                        member.path("role").asText(),
                        member.path("raft").asText(),
                        member.path("http").asText(),
                        member.path("lag").isNumber() ? member.path("lag").asText() : "-");
            }
            out.flush();
            return ExitCode.OK.code();
        } catch (IOException e) {
            return common.failed(String.valueOf(e.getMessage()));
        }
    }

    @Command(
            name = "add",
            description = {
                "Adds a member and waits until it votes.",
                "Start its node with an empty data folder, before or after; its configuration lists itself and at least"
                        + " one running member."
            },
            mixinStandardHelpOptions = true)
    int add(
            @CommandLine.Mixin Common common,
            @CommandLine.Mixin Waiting waiting,
            @Parameters(paramLabel = "ID", description = "the name of the node") String id,
            @Option(names = "--raft", required = true, paramLabel = "HOST:PORT", description = "its raft address")
                    String raft,
            @Option(names = "--http", required = true, paramLabel = "HOST:PORT", description = "its http address")
                    String http)
            throws InterruptedException {
        try {
            return added(common, waiting, id, raft, http);
        } catch (IOException e) {
            return common.failed(String.valueOf(e.getMessage()));
        }
    }

    @Command(
            name = "remove",
            description = "Removes a member for ever; its node ends, and its data folder is of no more use.",
            mixinStandardHelpOptions = true)
    int remove(
            @CommandLine.Mixin Common common,
            @Parameters(paramLabel = "ID", description = "the name of the node") String id)
            throws InterruptedException {
        try {
            return removed(common, id);
        } catch (IOException e) {
            return common.failed(String.valueOf(e.getMessage()));
        }
    }

    @Command(
            name = "replace",
            description = {
                "Removes a member and adds it again under the same name, for a node that has lost its data.",
                "Then start the node with an empty data folder. May be run again when it was interrupted."
            },
            mixinStandardHelpOptions = true)
    int replace(
            @CommandLine.Mixin Common common,
            @CommandLine.Mixin Waiting waiting,
            @Parameters(paramLabel = "ID", description = "the name of the node") String id,
            @Option(names = "--raft", paramLabel = "HOST:PORT", description = "another raft address") @Nullable String raft,
            @Option(names = "--http", paramLabel = "HOST:PORT", description = "another http address") @Nullable String http)
            throws InterruptedException {
        try {
            JsonNode member = member(common.client().cluster(), id);
            String newRaft = raft != null ? raft : member.path("raft").asText("");
            String newHttp = http != null ? http : member.path("http").asText("");
            if (newRaft.isEmpty() || newHttp.isEmpty()) {
                return common.failed("there is no member " + id
                        + "; if it has been removed already, name its addresses: bin/trivet member add " + id
                        + " --raft HOST:PORT --http HOST:PORT");
            }
            if (!member.isMissingNode()) {
                int code = removed(common, id);
                if (code != ExitCode.OK.code()) {
                    return code;
                }
            }
            return added(common, waiting, id, newRaft, newHttp);
        } catch (IOException e) {
            return common.failed(String.valueOf(e.getMessage()));
        }
    }

    private static int removed(Common common, String id) throws IOException, InterruptedException {
        Answer answer = common.client().change("DELETE", "/v1/cluster/members/" + id, null);
        boolean gone = answer.status() == NO_CONTENT
                || (answer.status() == 504
                        && member(common.client().cluster(), id).isMissingNode());
        if (!gone) {
            return common.failed(id + " is not removed: " + answer.detail());
        }
        common.say("removed " + id);
        return ExitCode.OK.code();
    }

    private static int added(Common common, Waiting waiting, String id, String raft, String http)
            throws IOException, InterruptedException {
        String body = new ObjectMapper()
                .createObjectNode()
                .put("id", id)
                .put("raft", raft)
                .put("http", http)
                .toString();
        Answer answer = common.client().change("POST", "/v1/cluster/members", body);
        if (answer.status() != CREATED) {
            return common.failed(id + " is not added: " + answer.detail());
        }
        common.say("added " + id + "; start its node with an empty data folder, if it does not run yet");
        return waiting.seconds == 0 ? ExitCode.OK.code() : caughtUp(common, waiting.seconds, id);
    }

    /** Tells each change of what the member is, until it votes. */
    private static int caughtUp(Common common, int seconds, String id) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        String told = "";
        while (System.nanoTime() < end) {
            JsonNode member = member(common.client().cluster(), id);
            String role = member.path("role").asText("unreachable");
            String now = progress(role, member.path("lag"));
            if (!now.equals(told)) {
                common.say(id + " " + now);
                told = now;
            }
            if (role.equals("follower") || role.equals("leader")) {
                return ExitCode.OK.code();
            }
            Thread.sleep(LOOK.toMillis());
        }
        return common.failed(id + " was added, but does not vote after " + seconds + " s: it " + told);
    }

    private static String progress(String role, JsonNode lag) {
        return switch (role) {
            case "unreachable" -> "does not answer yet";
            case "learner" -> "is catching up" + (lag.asLong() > 0 ? ", " + lag.asLong() + " log entries behind" : "");
            default -> "is a member that votes";
        };
    }

    private static JsonNode member(Answer cluster, String id) {
        for (JsonNode member : cluster.body().path("members")) {
            if (member.path("id").asText().equals(id)) {
                return member;
            }
        }
        return cluster.body().path("none");
    }
}
