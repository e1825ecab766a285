package io.trivet.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.server.cli.ClusterClient.Answer;
import java.io.PrintWriter;
import java.time.Duration;
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
    private static final int UNKNOWN = 504;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
    }

    /** What every one of the commands needs. */
    static final class Common {
        @CommandLine.Mixin
        private final Endpoints endpoints = new Endpoints();

        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        ClusterClient client() {
            return new ClusterClient(endpoints.all());
        }

        void say(String line) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
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
    void list(@CommandLine.Mixin Common common) throws ClusterException, InterruptedException {
        PrintWriter out = common.spec.commandLine().getOut();
        out.printf(ROW, "MEMBER", "ROLE", "RAFT", "HTTP", "LAG");
        for (JsonNode member : common.client().cluster().body().path("members")) {
            out.printf(
                    ROW,
                    member.path("id").asText(),
                    member.path("role").asText(),
                    member.path("raft").asText(),
                    member.path("http").asText(),
                    member.path("lag").isNumber() ? member.path("lag").asText() : "-");
        }
        out.flush();
    }

    @Command(
            name = "add",
            description = {
                "Adds a member and waits until it votes.",
                "Start its node with an empty data folder, before or after; its configuration lists itself and at least"
                        + " one running member."
            },
            mixinStandardHelpOptions = true)
    void add(
            @CommandLine.Mixin Common common,
            @CommandLine.Mixin Waiting waiting,
            @Parameters(paramLabel = "ID", description = "the name of the node") String id,
            @Option(names = "--raft", required = true, paramLabel = "HOST:PORT", description = "its raft address")
                    String raft,
            @Option(names = "--http", required = true, paramLabel = "HOST:PORT", description = "its http address")
                    String http)
            throws ClusterException, InterruptedException {
        added(common, id, raft, http);
        caughtUp(common, waiting, id);
    }

    @Command(
            name = "remove",
            description = "Removes a member for ever; its node ends, and its data folder is of no more use.",
            mixinStandardHelpOptions = true)
    void remove(
            @CommandLine.Mixin Common common,
            @Parameters(paramLabel = "ID", description = "the name of the node") String id)
            throws ClusterException, InterruptedException {
        removed(common, id);
    }

    @Command(
            name = "replace",
            description = {
                "Removes a member and adds it again under the same name, for a node that has lost its data.",
                "Then start the node with an empty data folder. When it is interrupted the message says how to go on."
            },
            mixinStandardHelpOptions = true)
    void replace(
            @CommandLine.Mixin Common common,
            @CommandLine.Mixin Waiting waiting,
            @Parameters(paramLabel = "ID", description = "the name of the node") String id,
            @Option(names = "--raft", paramLabel = "HOST:PORT", description = "another raft address") @Nullable String raft,
            @Option(names = "--http", paramLabel = "HOST:PORT", description = "another http address") @Nullable String http)
            throws ClusterException, InterruptedException {
        JsonNode member = member(common.client().cluster(), id);
        String newRaft = raft != null ? raft : member.path("raft").asText("");
        String newHttp = http != null ? http : member.path("http").asText("");
        if (newRaft.isEmpty() || newHttp.isEmpty()) {
            throw new ClusterException("there is no member " + id
                    + "; if it has been removed already, name its addresses: bin/trivet member add " + id
                    + " --raft HOST:PORT --http HOST:PORT");
        }
        if (!member.isMissingNode()) {
            removed(common, id);
        }
        try {
            added(common, id, newRaft, newHttp);
        } catch (ClusterException e) {
            throw new ClusterException(e.getMessage() + "; " + id + " is removed, go on with: bin/trivet member add "
                    + id + " --raft " + newRaft + " --http " + newHttp);
        }
        caughtUp(common, waiting, id);
    }

    private static void removed(Common common, String id) throws ClusterException, InterruptedException {
        Answer answer = common.client().change("DELETE", "/v1/cluster/members/" + id, null);
        if (answer.status() == UNKNOWN) {
            requireKnown(answer, member(common.client().cluster(), id).isMissingNode(), id + " is removed");
        } else if (answer.status() != NO_CONTENT) {
            throw new ClusterException(id + " is not removed: " + answer.detail());
        }
        common.say("removed " + id);
    }

    private static void added(Common common, String id, String raft, String http)
            throws ClusterException, InterruptedException {
        String body = new ObjectMapper()
                .createObjectNode()
                .put("id", id)
                .put("raft", raft)
                .put("http", http)
                .toString();
        Answer answer = common.client().change("POST", "/v1/cluster/members", body);
        if (answer.status() == UNKNOWN) {
            requireKnown(answer, !member(common.client().cluster(), id).isMissingNode(), id + " is added");
        } else if (answer.status() != CREATED) {
            throw new ClusterException(id + " is not added: " + answer.detail());
        }
        common.say("added " + id + "; start its node with an empty data folder, if it does not run yet");
    }

    /** What a node shows has happened for certain; what it does not show it may only not have heard of. */
    private static void requireKnown(Answer answer, boolean shows, String what) throws ClusterException {
        if (!shows) {
            throw new ClusterException(
                    "it is not known whether " + what + ": " + answer.detail() + "; look with bin/trivet member list");
        }
    }

    /** Tells each change of what the member is, until it votes. */
    private static void caughtUp(Common common, Waiting waiting, String id)
            throws ClusterException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(waiting.seconds).toNanos();
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
                return;
            }
            Thread.sleep(LOOK.toMillis());
        }
        if (waiting.seconds > 0) {
            throw new ClusterException(
                    id + " was added, but does not vote after " + waiting.seconds + " s: it " + told);
        }
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
