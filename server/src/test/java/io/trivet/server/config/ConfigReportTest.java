package io.trivet.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read when a configuration is wrong. */
class ConfigReportTest {
    private static final String THREE = """
            members:
              - {id: node1, raft: 127.0.0.1:7001, http: 127.0.0.1:8001}
              - {id: node2, raft: 127.0.0.1:7002, http: 127.0.0.1:8002}
              - {id: node3, raft: 127.0.0.1:7003, http: 127.0.0.1:8003}
            """;

    @TempDir
    Path folder;

    @Test
    void when_everythingIsWrong_then_reportTellsAllByLine() throws Exception {
        Path file = file("""
                node_id: node4
                dataDir: /var/lib/trivet
                cluster_id: my cluster
                members:
                  - {id: node1, raft: 127.0.0.1:7001, http: 127.0.0.1:8001}
                  - {id: node1, raft: 127.0.0.1:8001, http: 0.0.0.0:8002}
                  - id: node3
                    raft: 127.0.0.1:7001
                    htp: 127.0.0.1:8003
                  - node4
                raft:
                  election_timout: 1s
                  snapshot_interval: 10
                http:
                  io_threads: many
                  idle_timeout: [1s]
                  io_threads: 4
                raft:
                  lag_warning: 5
                limits:
                  max_value: 2GiB
                  default_timeout: 10s
                  max_timeout: 2s
                election_timeout: 1s
                retention.revisions: 5
                retention: 1000
                storage:
                  block_cache:
                """);

        assertEquals(
                """
                node.yaml: 27 problems
                  line 2   dataDir: no such key; did you mean data_dir?
                  line 3   cluster_id: must be 1 to 64 characters of A-Z a-z 0-9 . _ -, but is "my cluster"
                  line 6   members[1].http: must be an address host:port that others can reach, with a port from 1 \
                to 65534, but is "0.0.0.0:8002"
                  line 6   members[1].id: node1 is also the id of members[0]
                  line 6   members[1].raft: 127.0.0.1:8001 is also the http address of node1
                  line 7   members[2].http: is missing; every member has id, raft and http
                  line 8   members[2].raft: 127.0.0.1:7001 is also the raft address of node1
                  line 9   members[2].htp: no such key; did you mean members[2].http?
                  line 10  members[3]: must be a member with id, raft and http, but is "node4"
                  line 12  raft.election_timout: no such key; did you mean raft.election_timeout?
                  line 13  raft.snapshot_interval: must be a duration from 1s to 24h, but is "10"
                  line 15  http.io_threads: must be an integer from 1 to 64 or auto, but is "many"
                  line 16  http.idle_timeout: must be a duration from 100ms to 24h, but is a list
                  line 17  http.io_threads: is there twice; the first is in line 15
                  line 18  raft: is there twice; the first is in line 11
                  line 21  limits.max_value: must be a size from 1B to 16MiB, but is "2GiB"
                  line 22  limits.default_timeout: limits.default_timeout (10s) must not be longer than \
                limits.max_timeout (2s)
                  line 24  election_timeout: no such key; did you mean raft.election_timeout?
                  line 25  retention.revisions: no such key; a key stands inside its section, without dots
                  line 26  retention: must be a section with keys of its own, but is "1000"
                  line 28  storage.block_cache: must be a size from 1MiB to 1024GiB, but is empty
                  --set raft.lag_warning: must be an integer from 1 to 1000000000, but is "-1"
                  --set raft: is a section; set one of its keys
                  --set limit.max_key: no such key; did you mean limits.max_key?
                  --set members[].id: no such key; did you mean members[0].id?
                  --set verbose: must have the form key=value
                  --set members[7].id: there is no such member; the list has 4""",
                report(
                        file,
                        "raft.lag_warning=-1",
                        "raft=1s",
                        "limit.max_key=5",
                        "members[].id=x",
                        "verbose",
                        "members[7].id=x"));
    }

    @Test
    void when_yamlIsBroken_then_lineAndOverridesAreTold() throws Exception {
        Path tab = file("node_id: a\nraft:\n\telection_timeout: 1s\n");
        String expected = """
                node.yaml: 2 problems
                  line 3  it is not YAML: found character '\\t(TAB)' that cannot start any token. \
                (Do not use \\t(TAB) for indentation)
                  --set raft.x: no such key""";

        assertEquals(expected, report(tab, "raft.x=1", "members[2].id=a"));
        assertProblem("line 1  it is not YAML: mapping values are not allowed here", "node_id: a: b\n");
        assertProblem("it is not YAML: it holds the character U+0001", "node_id: \u0001\n");
    }

    @Test
    void when_yamlIsNoConfig_then_itIsTold() throws Exception {
        assertProblem(
                "line 3  a second document begins here, but one file is for one node", "node_id: a\n---\nnode_id: b\n");
        assertProblem("line 1  it must hold keys and values, but holds a list", "- node_id\n");
        assertProblem("line 1  it must hold keys and values, but holds \"just text\"", "just text\n");
        assertProblem("line 1  a key must be a name, but is a list", "? [a]\n: b\n");
        assertProblem("line 1  raft.http: no such key; did you mean members[0].http?", "raft: &a {http: *a}\n");
        assertProblem("line 1  raft.a?b: no such key", "raft: {\"a\\nb\": c}\n");
    }

    @Test
    void when_fileCannotBeRead_then_reasonIsTold() throws Exception {
        Path latin1 = Files.write(folder.resolve("latin1.yaml"), new byte[] {'a', (byte) 0xe4, ':'});
        Path tooLong = Files.write(folder.resolve("long.yaml"), new byte[(1 << 20) + 1]);

        assertEquals("absent.yaml: 1 problem\n  there is no such file", report(folder.resolve("absent.yaml")));
        assertEquals("latin1.yaml: 1 problem\n  it is not UTF-8 text", report(latin1));
        assertEquals("long.yaml: 1 problem\n  it cannot be read: it is longer than 1MiB", report(tooLong));
        assertTrue(report(folder).contains(": 1 problem\n  it cannot be read: "));
    }

    @Test
    void when_noFileIsGiven_then_reportIsOfCommandLine() {
        assertEquals(
                "command line: 1 problem\n  --set raft.lag_warnin: no such key; did you mean raft.lag_warning?",
                report(null, "raft.lag_warnin=1"));
    }

    @Test
    void when_membersAreNoListOfOneToNine_then_itIsToldOnce() throws Exception {
        String ten = IntStream.range(0, 10)
                .mapToObj("  - {id: n%1$d, raft: 10.0.0.%1$d:1, http: 10.0.0.%1$d:2}\n"::formatted)
                .collect(Collectors.joining());
        String expected = "line 1  members: must be a list of 1 to 9 members, but is ";

        assertProblem(expected + "an empty list", "{members: [], node_id: a}");
        assertProblem(expected + "empty", "members:\nnode_id: a\n");
        assertProblem(expected + "a section", "{members: {id: a}, node_id: a}");
        assertProblem(expected + "a list of 10", "members:\n" + ten + "node_id: n1\n");
    }

    @Test
    void when_nodeIsNotAmongMembers_then_itIsTold() throws Exception {
        assertProblem("node_id: is missing; it says which of the members this node is", THREE);
        assertProblem("line 5  node_id: must be one of node1, node2, node3, but is node4", THREE + "node_id: node4\n");
    }

    @Test
    void when_listenerContradictsMembers_then_itIsTold() throws Exception {
        assertProblem(
                "line 6  http.listen: must have port 8002 as this node's http address in members, but is 0.0.0.0:8001",
                THREE + "node_id: node2\nhttp: {listen: 0.0.0.0:8001}\n");
        assertProblem(
                "line 1  http.listen: 127.0.0.1:9080 is also the raft address of node1",
                "http: {listen: 127.0.0.1:9080}");
        assertProblem(
                "line 1  http.listen: 127.0.0.1:9080 is also the raft address of node1",
                "http: {listen: 0.0.0.0:9080}");
        assertProblem("line 3  http.listen: 0.0.0.0:80 takes the port of this node's raft address 10.0.0.1:80", """
                node_id: a
                members: [{id: a, raft: 10.0.0.1:80, http: 10.0.0.2:80}]
                http: {listen: 0.0.0.0:80}
                """);
    }

    @Test
    void when_limitsContradict_then_itIsToldOfTheOneThatWasGiven() throws Exception {
        assertProblem(
                "line 1  limits.max_timeout: limits.default_timeout (5s) must not be longer than"
                        + " limits.max_timeout (2s)",
                "limits: {max_timeout: 2s}");
        assertProblem(
                "line 1  limits.max_value: limits.max_inflight_bytes (64MiB) must be at least 100691968, the longest"
                        + " request for limits.max_key (4096) and limits.max_value (16MiB)",
                "limits: {max_value: 16MiB}");
        assertProblem(
                "line 1  limits.max_inflight_bytes: limits.max_inflight_bytes (1MiB) must be at least 6320128, the"
                        + " longest request for limits.max_key (4096) and limits.max_value (1MiB)",
                "limits: {max_inflight_bytes: 1MiB}");
    }

    @Test
    void when_overrideMendsFile_then_onlyWhatIsStillWrongIsTold() throws Exception {
        assertProblem(
                "line 1  node_id: must be 1 to 32 characters of A-Z a-z 0-9 . _ -, but is \"a b\"",
                "node_id: a b\nlimits: {max_timeout: 2s}\n",
                "limits.default_timeout=1s",
                "node_id=ab");
    }

    private void assertProblem(String expected, String yaml, String... overrides) throws Exception {
        assertEquals("node.yaml: 1 problem\n  " + expected, report(file(yaml), overrides));
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(folder.resolve("node.yaml"), yaml);
    }

    /** The report, the file named without its folder. */
    private String report(@Nullable Path file, String... overrides) {
        return assertThrows(ConfigException.class, () -> ConfigLoader.load(file, List.of(overrides)))
                .getMessage()
                .replace(folder + "/", "");
    }
}
