package io.trivet.server.cli;

import java.net.URI;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --endpoint}: which nodes of a cluster a command asks, one after the other until one answers. */
final class Endpoints {
    private static final List<URI> DEFAULT = List.of(
            URI.create("http://127.0.0.1:8001"),
            URI.create("http://127.0.0.1:8002"),
            URI.create("http://127.0.0.1:8003"),
            URI.create("http://127.0.0.1:8080"));

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description =
                    "a node to ask; may be given more than once; by default http://127.0.0.1:8001 to 8003, and 8080")
    private List<URI> given = List.of();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    boolean areGiven() {
        return !given.isEmpty();
    }

    /**
     * The nodes to ask, in this order; at least one.
     *
     * @throws CommandLine.ParameterException when one is no URL of a node
     */
    List<URI> all() {
        for (URI endpoint : given) {
            if (endpoint.getHost() == null
                    || !("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "an endpoint is a URL such as http://127.0.0.1:8001, but one is '" + endpoint + "'");
            }
        }
        return areGiven() ? given : DEFAULT;
    }
}
